import type { Kept, Store } from '../store/store.ts'

/** Pipelines of an account that write a table or delta table of this name. */
export async function findByTable(store: Store, account: number, name: string): Promise<readonly Kept<'pipeline'>[]> {
  const all = await store.list('pipeline', { account })
  return all.filter(({ value: { standing, definition } }) => {
    const names = [standing?.tables ?? definition.tables, standing?.deltas ?? definition.deltas]
    return names.some((byPath) => Object.values(byPath).includes(name))
  })
}
