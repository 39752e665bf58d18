import type { JsonValue } from '@millrace/core'
import type { Store } from '../store.ts'

/** A store that nothing was kept in yet, opened. */
interface StoreUnderTest {
  readonly store: Store
  /** Another handle on the same, opened, as a second process would have one. */
  another(this: void): Promise<Store>
}

/** Makes a new one each time. Everything is disposed of at the end of the test. */
export type OpenStore = () => Promise<StoreUnderTest>

/** Keeps a value under a new id, of the kind that may be anything. */
export async function keep(store: Store, value: JsonValue, account = 1): Promise<number> {
  const id = await store.nextId('key')
  const isDone = await store.apply([{ type: 'create', kind: 'key', id, account, value }])
  if (!isDone) throw new Error('the store refuses a new record under an id that it has just given')
  return id
}
