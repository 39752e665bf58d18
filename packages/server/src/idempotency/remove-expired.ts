import type { Store } from '@millrace/manager'
import { readIdempotencyRecord } from './idempotency-record.ts'

/** The places of records are spread evenly below this. */
const endOfSlots = 2 ** 52
/** More than are added at a time, so that in the end all are looked at. */
const pageSize = 10

/** Removes some answers that are too old, anywhere among the places. */
export async function removeExpired(
  { store, keepInMs }: { readonly store: Store; readonly keepInMs: number },
  account: number,
): Promise<void> {
  const before = 1 + Math.floor(Math.random() * endOfSlots)
  const now = (await store.now()).getTime()
  const expired = (await store.list('key', { account, before, limit: pageSize })).filter(({ value }) => {
    const record = readIdempotencyRecord(value)
    return record !== undefined && now - Date.parse(record.begunAt) >= keepInMs
  })
  // Somebody else may have removed one: then the others stay for another time.
  if (expired.length > 0) {
    await store.apply(expired.map(({ id, revision }) => ({ type: 'remove', kind: 'key', id, revision })))
  }
}
