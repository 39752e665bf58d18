import { randomBytes } from 'node:crypto'
import { InvalidOptionsError } from '@millrace/core'
import { defaultAccount } from '@millrace/manager'
import type { Manager } from '@millrace/manager'
import type { Access } from './caller.ts'
import { digestOf, slotOf } from './digest.ts'
import { readKeyRecord } from './key-record.ts'
import type { KeyRecord } from './key-record.ts'

/** What a key is made with. */
export interface KeyInput {
  /** For people: who has it. */
  readonly name: string
  /** Default `full`. */
  readonly access?: Access
  /** Its only account. Default null: the requests choose, by a header. */
  readonly account?: number | null
}

/** A key as it may be shown. */
export interface KeyView {
  readonly id: number
  readonly name: string
  readonly access: Access
  readonly account: number | null
  readonly createdAt: Date
}

/** The keys that the store of a manager keeps. What they are is not kept, only their digests. */
export interface ApiKeys {
  /** Makes a key. It is shown here and never again. */
  create(input: KeyInput): Promise<{ readonly id: number; readonly key: string }>
  /** In no particular order. */
  list(): Promise<readonly KeyView[]>
  /** From now on the key is refused. One that there is not is none. */
  revoke(id: number): Promise<void>
}

export function apiKeys({ store, accounts }: Pick<Manager, 'store' | 'accounts'>): ApiKeys {
  return {
    async create({ name, access = 'full', account = null }) {
      if (name.trim() === '')
        throw new InvalidOptionsError([{ path: 'name', message: 'must be a text that is not empty' }])
      if (account !== null) await accounts.read(account)
      const key = `api_${randomBytes(32).toString('base64url')}`
      const digest = digestOf(key)
      const id = slotOf(digest)
      const createdAt = (await store.now()).toISOString()
      const value = { type: 'api-key', digest, name, access, account, createdAt } satisfies KeyRecord
      // Among a million keys and answers two share a place once in ten thousand years: then it is made again.
      const isMade = await store.apply([{ type: 'create', kind: 'key', id, account: account ?? defaultAccount, value }])
      return isMade ? { id, key } : this.create({ name, access, account })
    },
    async list() {
      const kept = await store.list('key', {})
      return kept.flatMap(({ id, value }) => {
        const record = readKeyRecord(value)
        if (record === undefined) return []
        const { name, access, account, createdAt } = record
        return [{ id, name, access, account, createdAt: new Date(createdAt) }]
      })
    },
    async revoke(id) {
      const kept = await store.read('key', id)
      if (kept === undefined || readKeyRecord(kept.value) === undefined) return
      await store.apply([{ type: 'remove', kind: 'key', id, revision: kept.revision }])
    },
  }
}
