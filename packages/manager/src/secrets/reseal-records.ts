import type { Change, Store } from '../store/store.ts'
import type { SecretKeeper } from './secret-keeper.ts'

/** So many records are looked at together. */
const pageSize = 100

/** Seals every secret of a store with the first key. Answers how many records were changed; afterwards the other keys can go. */
export async function resealRecords(store: Store, keeper: SecretKeeper): Promise<number> {
  return (await resealKind(store, keeper, 'source')) + (await resealKind(store, keeper, 'destination'))
}

async function resealKind(store: Store, keeper: SecretKeeper, kind: 'source' | 'destination'): Promise<number> {
  let changed = 0
  for (let before: number | undefined; ;) {
    const page = await store.list(kind, { limit: pageSize, ...(before === undefined ? {} : { before }) })
    for (const { id } of page) {
      if (await resealRecord(store, keeper, { kind, id })) changed += 1
    }
    before = page.at(-1)?.id
    if (before === undefined) return changed
  }
}

/** Again, as long as somebody else changes the record meanwhile. */
async function resealRecord(
  store: Store,
  keeper: SecretKeeper,
  { kind, id }: { readonly kind: 'source' | 'destination'; readonly id: number },
): Promise<boolean> {
  for (;;) {
    const change =
      kind === 'source' ? await resealSource(store, keeper, id) : await resealDestination(store, keeper, id)
    if (change === undefined) return false
    if (await store.apply([change])) return true
  }
}

async function resealSource(store: Store, keeper: SecretKeeper, id: number): Promise<Change | undefined> {
  const kept = await store.read('source', id)
  if (kept === undefined) return undefined
  const resealed = keeper.reseal(kept.value, { account: kept.account, kind: 'source', id })
  return resealed === undefined ? undefined : { type: 'replace', ...kept, value: { ...kept.value, ...resealed } }
}

async function resealDestination(store: Store, keeper: SecretKeeper, id: number): Promise<Change | undefined> {
  const kept = await store.read('destination', id)
  if (kept === undefined) return undefined
  const resealed = keeper.reseal(kept.value, { account: kept.account, kind: 'destination', id })
  return resealed === undefined ? undefined : { type: 'replace', ...kept, value: { ...kept.value, ...resealed } }
}
