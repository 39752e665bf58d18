import { InvalidOptionsError } from '@millrace/core'
import type { ManagerContext } from './manager-context.ts'
import { periods } from './model/period.ts'
import { changeRecords, creating, replacing, unchanged } from './records/change-records.ts'
import { requireAccount } from './records/read-records.ts'
import type { AccountRecord } from './store/records.ts'
import type { Kept } from './store/store.ts'

/** The account of whoever names none. */
export const defaultAccount = 1

/** An account, as it may be shown. */
export interface AccountView extends AccountRecord {
  readonly id: number
}

/** What an account is made with. */
export interface AccountInput extends Partial<AccountRecord> {
  /** For people. */
  readonly name: string
}

/** Namespaces: nothing of one account is seen from another. */
export class Accounts {
  readonly #context: Pick<ManagerContext, 'store'>

  constructor(context: Pick<ManagerContext, 'store'>) {
    this.#context = context
  }

  /** Makes an account, and answers its id. */
  async create(input: AccountInput): Promise<number> {
    const { store } = this.#context
    checkAccount(input)
    const id = await store.nextId('account')
    const value = { shortestPeriod: null, allowsManualRuns: true, ...input }
    return changeRecords(store, async () => ({
      changes: [creating('account', { id, account: id }, value)],
      answer: id,
    }))
  }

  async read(id: number): Promise<AccountView> {
    return showAccount(await requireAccount(this.#context.store, id))
  }

  /** Newest first. */
  async list(): Promise<readonly AccountView[]> {
    return (await this.#context.store.list('account', {})).map(showAccount)
  }

  /** Limits hold for what is changed or started from now on. */
  async update(id: number, change: Partial<AccountRecord>): Promise<void> {
    const { store } = this.#context
    checkAccount(change)
    await changeRecords(store, async () => {
      const kept = await requireAccount(store, id)
      return { changes: [replacing(kept, { ...kept.value, ...change })], answer: undefined }
    })
  }

  /** Makes the default account where it is missing. */
  async ensureDefault(): Promise<void> {
    const { store } = this.#context
    await changeRecords(store, async () => {
      if ((await store.read('account', defaultAccount)) !== undefined) return unchanged(undefined)
      // So that no other account gets this number.
      await store.nextId('account')
      const value = { name: 'default', shortestPeriod: null, allowsManualRuns: true }
      const place = { id: defaultAccount, account: defaultAccount }
      return { changes: [creating('account', place, value)], answer: undefined }
    })
  }
}

function checkAccount({ shortestPeriod, name }: Partial<AccountRecord>): void {
  const problems = []
  if (name !== undefined && (typeof name !== 'string' || name.trim() === '')) {
    problems.push({ path: 'name', message: 'must be a text that is not empty' })
  }
  if (shortestPeriod !== undefined && shortestPeriod !== null && !Object.hasOwn(periods, shortestPeriod)) {
    problems.push({ path: 'shortestPeriod', message: `must be null or one of: ${Object.keys(periods).join(', ')}` })
  }
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}

function showAccount({ id, value }: Kept<'account'>): AccountView {
  return { id, ...value }
}
