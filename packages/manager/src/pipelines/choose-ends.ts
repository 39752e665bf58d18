import { ManagerError } from '../manager-error.ts'
import type { Store } from '../store/store.ts'

/** What is chosen where nobody has chosen: the one that is active, if exactly one is. */
export interface Choices {
  readonly source?: number
  readonly destination?: number
}

export async function chooseEnds(store: Store, account: number): Promise<Choices> {
  const [source, destination] = await Promise.all([
    onlyActive(store, 'source', account),
    onlyActive(store, 'destination', account),
  ])
  return { ...(source === undefined ? {} : { source }), ...(destination === undefined ? {} : { destination }) }
}

/** The ends that a definition names, or the ones that are chosen for it. Throws where there is a choice, or none. */
export async function requireEnds(store: Store, account: number, given: Choices): Promise<Required<Choices>> {
  const chosen = { ...(await chooseEnds(store, account)), ...given }
  const { source, destination } = chosen
  if (source === undefined) throw new ManagerError('source_must_be_chosen', await whyNone(store, 'source', account))
  if (destination === undefined) {
    throw new ManagerError('destination_must_be_chosen', await whyNone(store, 'destination', account))
  }
  return { source, destination }
}

async function onlyActive(store: Store, kind: 'source' | 'destination', account: number): Promise<number | undefined> {
  const active = await listActive(store, kind, account)
  return active.length === 1 ? active[0]?.id : undefined
}

async function whyNone(store: Store, kind: 'source' | 'destination', account: number): Promise<string> {
  const active = await listActive(store, kind, account)
  if (active.length === 0) return `there is no active ${kind}; register one, or activate it`
  return `there are several active ones: ${active.map(({ id, value }) => `${id} (${value.name})`).join(', ')}`
}

async function listActive(
  store: Store,
  kind: 'source' | 'destination',
  account: number,
): Promise<readonly { readonly id: number; readonly value: { readonly name: string } }[]> {
  const all = await store.list(kind, { account })
  return all.filter(({ value }) => value.isActive)
}
