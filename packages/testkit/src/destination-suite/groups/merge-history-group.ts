import { KeyOperation, filteredOut, gone, seen } from '../key-operation.ts'
import { seededRandom } from '../random.ts'
import type { Random } from '../random.ts'
import { orders } from '../samples.ts'
import type { Suite } from '../suite.ts'
import type { TestEntry, TestRecord } from '../table-batches.ts'

type Order = {
  readonly id: number
  readonly version: number
  readonly state: string
  readonly lines: readonly { readonly text: string }[]
}

const ordersWithLines = orders.with({ children: { lines: { columns: { text: 'text' } } } })

/** Random publishes against a model of the rules in `rowOperation`. */
export function mergeHistoryGroup({ expect, group, test }: Suite): void {
  group('merge histories', () => {
    for (const seed of [1, 2, 3, 4]) {
      test(`a random history ends where the rules say (seed ${seed})`, async (bed) => {
        const random = seededRandom(seed)
        const model = new Map<number, Order>()
        await using run = await bed.open()
        await run.create(ordersWithLines)
        for (let publish = 0; publish < 12; publish += 1) {
          const entries = randomEntries(random, publish)
          const comparesCursor = random.chance(0.8)
          applyEntries(model, entries, comparesCursor)
          const partition = await run.begin(ordersWithLines)
          for (let start = 0; start < entries.length; start += 4)
            await partition.stage(...entries.slice(start, start + 4))
          await partition.publish({ comparesCursor })
          expect(await bed.records(ordersWithLines)).toEqual(recordsOf(model))
        }
      })
    }
  })
}

function randomEntries(random: Random, publish: number): readonly (Order | KeyOperation)[] {
  const deleted = new Set<number>()
  const entries: (Order | KeyOperation)[] = []
  for (let index = random.below(14); index > 0; index -= 1) {
    const id = random.below(6)
    // What a record must beat that follows a deletion in one publish is left open: it is given the highest cursor.
    const version = deleted.has(id) ? 1000 + publish * 100 - index : random.below(8)
    const action = random.below(10)
    if (action === 0) {
      deleted.add(id)
      entries.push(gone({ id }))
    } else if (action === 1) entries.push(filteredOut({ id, version }))
    else if (action === 2) entries.push(seen({ id, version }))
    else {
      const lines = Array.from({ length: random.below(3) }, () => ({ text: random.pick(['a', 'b']) }))
      entries.push({ id, version, state: random.pick(['open', 'closed', 'paid']), lines })
    }
  }
  return entries
}

function applyEntries(model: Map<number, Order>, entries: readonly (Order | KeyOperation)[], compares: boolean): void {
  for (const id of new Set(entries.map(idOf))) {
    const own = entries.filter((entry) => idOf(entry) === id)
    const lastDeletion = own.findLastIndex((entry) => isOperation(entry, 'gone'))
    if (lastDeletion >= 0) model.delete(id)
    const competing = own.slice(lastDeletion + 1).filter((entry) => !isOperation(entry, 'seen'))
    const [first, ...rest] = competing
    if (first === undefined) continue
    const winner = rest.reduce((best, entry) => (versionOf(entry) >= versionOf(best) ? entry : best), first)
    const stored = model.get(id)
    if (compares && stored !== undefined && stored.version > versionOf(winner)) continue
    if (winner instanceof KeyOperation) model.delete(id)
    else model.set(id, winner)
  }
}

function isOperation(entry: TestEntry | Order, kind: 'gone' | 'seen'): boolean {
  const wanted = (kind === 'gone' ? gone({}) : seen({})).operation
  return entry instanceof KeyOperation && entry.operation === wanted
}

function idOf(entry: Order | KeyOperation): number {
  return entry instanceof KeyOperation ? Number(entry.cells['id']) : entry.id
}

function versionOf(entry: Order | KeyOperation): number {
  return entry instanceof KeyOperation ? Number(entry.cells['version']) : entry.version
}

function recordsOf(model: ReadonlyMap<number, Order>): readonly TestRecord[] {
  const inOrder = [...model.values()].sort((left, right) => left.id - right.id)
  return inOrder.map(({ lines, ...order }) => (lines.length === 0 ? order : { ...order, lines }))
}
