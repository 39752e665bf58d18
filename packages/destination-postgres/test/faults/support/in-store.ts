import type { FaultSubject } from '@millrace/testkit'
import { postgresStores } from './postgres-stores.ts'

/** Does work in a new store, and removes it. */
export async function inStore<Answer>(
  work: (subject: FaultSubject, reopen: () => Promise<FaultSubject>, store: string) => Promise<Answer>,
): Promise<Answer> {
  const store = await postgresStores.create()
  let subject = await postgresStores.open(store)
  const reopen = async (): Promise<FaultSubject> => (subject = await postgresStores.open(store))
  try {
    return await work(subject, reopen, store)
  } finally {
    await subject.close()
    await postgresStores.remove(store)
  }
}
