import type { Store } from '@millrace/manager'
import { ApiError } from '../errors/api-error.ts'
import type { Caller } from './caller.ts'
import { digestOf, isSameDigest, slotOf } from './digest.ts'
import { readKeyRecord } from './key-record.ts'

/** A key that the app gave, digested. */
export interface FixedKey extends Caller {
  readonly digest: string
}

/** Who has sent the request. Undefined where the key is missing or nobody's. */
export async function findCaller(
  header: string | null,
  keys: { readonly store: Store; readonly fixed: readonly FixedKey[] },
): Promise<Caller | undefined> {
  const key = /^Bearer +(\S+)$/i.exec(header ?? '')?.[1]
  if (key === undefined) return undefined
  const digest = digestOf(key)
  const [fixed] = keys.fixed.filter((candidate) => isSameDigest(candidate.digest, digest))
  if (fixed !== undefined) return fixed
  const kept = await keys.store.read('key', slotOf(digest))
  const record = readKeyRecord(kept?.value)
  if (kept === undefined || record === undefined || !isSameDigest(record.digest, digest)) return undefined
  return { id: String(kept.id), access: record.access, account: record.account }
}

/** The answer to a request without a key. */
export function unauthorized(): ApiError {
  return new ApiError({
    status: 401,
    code: 'unauthorized',
    message: 'the key is missing or not known; send it as "Authorization: Bearer api_…"',
    headers: { 'www-authenticate': 'Bearer' },
  })
}
