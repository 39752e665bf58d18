import type { SourceRecord } from '../../contract/json.ts'
import type { PartitionWork } from '../record/partition-work.ts'
import { prepareRecords } from '../record/prepare-record.ts'
import type { Item } from './read-items.ts'
import { requireKnownPaths } from '../options/require-known-paths.ts'
import { snapshot } from './snapshot.ts'

/** Items that are held back at most, whatever they are. */
const maxHeldItems = 10_000

/**
 * Passes items on. Where no tables stand yet, it first holds back as many items as it takes to have a window of
 * records, learns keys, tables and types from them, and then gives them out in their order. A window of which no record
 * is to be stored teaches nothing: then the next one is held back.
 */
export async function* inferWindow(
  items: AsyncGenerator<Item>,
  work: PartitionWork,
  partitionIndex: number,
  windowSize: number,
): AsyncGenerator<Item> {
  const { engine, gate } = work.load
  try {
    if (engine.needsWindow) await gate.turn(partitionIndex)
    while (engine.needsWindow) {
      const { held, isOver } = await holdBack(items, work, windowSize)
      const window = await learnWindow(held, work)
      yield* withLastSavepoint(window)
      if (isOver) return
    }
    yield* items
  } finally {
    await items.return(undefined)
  }
}

/** What was held back is read already: of its savepoints only the last one means anything. */
function withLastSavepoint(items: readonly Item[]): readonly Item[] {
  const last = items.findLastIndex(({ type }) => type === 'savepoint')
  return items.filter(({ type }, index) => type !== 'savepoint' || index === last)
}

interface Window {
  readonly held: readonly Item[]
  /** There is nothing behind it. */
  readonly isOver: boolean
}

async function holdBack(items: AsyncGenerator<Item>, work: PartitionWork, windowSize: number): Promise<Window> {
  const { options, stop } = work.context
  const beganAt = options.now()
  const held: Item[] = []
  let records = 0
  while (records < windowSize && held.length < maxHeldItems) {
    const step = await items.next()
    if (step.done === true) return { held, isOver: true }
    const item = step.value
    if (item.type === 'records') records += item.records.length
    held.push(item.type === 'records' ? { ...item, records: item.records.map((record) => snapshot(record)) } : item)
    if (item.type === 'pause' || item.type === 'skipped') break
    // A savepoint at which a commit is due must not wait for the window to be full.
    const isDue = records >= options.commitAfterRecords || options.now() - beganAt >= options.commitAfterInMs
    if (item.type === 'savepoint' && records > 0 && (isDue || stop.isDue)) break
  }
  return { held, isOver: false }
}

/** Learns from the records among the items, which then have passed the steps. */
export async function learnWindow(
  held: readonly Item[],
  { load, preparation }: PartitionWork,
): Promise<readonly Item[]> {
  const { engine, gate, resolved } = load
  const raw = held.flatMap((item) => (item.type === 'records' ? item.records : [])).filter(isRecord)
  if (raw.length === 0) return held
  requireKnownPaths(resolved, raw)
  engine.inferKeys(raw)
  const prepared: Item[] = []
  for (const item of held) {
    prepared.push(
      item.type === 'records' ? { type: 'prepared', prepared: await prepareRecords(item.records, preparation) } : item,
    )
  }
  const records = prepared
    .flatMap((item) => (item.type === 'prepared' ? item.prepared : []))
    .flatMap((outcome) => (outcome.type === 'upsert' ? [outcome.record] : []))
  if (records.length > 0) {
    engine.infer(records)
    gate.open()
  }
  return prepared
}

function isRecord(value: unknown): value is SourceRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
