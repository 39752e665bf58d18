import type { SourceRecord } from '../contract/json.ts'
import { prepareRecords } from './prepare-record.ts'
import type { Item } from './read-items.ts'
import { requireKnownPaths } from './require-known-paths.ts'
import { snapshot } from './snapshot.ts'
import type { StreamLoad } from './stream-load.ts'

/**
 * Passes items on. Where no tables stand yet, it first holds back as many items as it takes to have a window of
 * records, learns keys, tables and types from them, and then gives them out in their order.
 */
export async function* inferWindow(
  items: AsyncGenerator<Item>,
  load: StreamLoad,
  partitionIndex: number,
  windowSize: number,
): AsyncGenerator<Item> {
  const { engine, gate } = load
  try {
    if (engine.needsWindow) await gate.turn(partitionIndex)
    if (!engine.needsWindow) {
      yield* items
      return
    }
    const held = await holdBack(items, windowSize)
    const window = await learn(held, load)
    if (!engine.needsWindow) gate.open()
    yield* window
    yield* items
  } finally {
    await items.return(undefined)
  }
}

async function holdBack(items: AsyncGenerator<Item>, windowSize: number): Promise<Item[]> {
  const held: Item[] = []
  let records = 0
  while (records < windowSize) {
    const step = await items.next()
    if (step.done === true) break
    const item = step.value
    if (item.type !== 'records') {
      held.push(item)
      continue
    }
    records += item.records.length
    held.push({ ...item, records: item.records.map((record) => snapshot(record)) })
  }
  return held
}

async function learn(held: readonly Item[], { engine, resolved }: StreamLoad): Promise<readonly Item[]> {
  const raw = held.flatMap((item) => (item.type === 'records' ? item.records : [])).filter(isRecord)
  if (raw.length === 0) return held
  requireKnownPaths(resolved, raw)
  engine.inferKeys(raw)
  const prepared: Item[] = []
  for (const item of held) {
    prepared.push(
      item.type === 'records'
        ? { type: 'prepared', prepared: await prepareRecords(item.records, resolved, engine) }
        : item,
    )
  }
  engine.infer(
    prepared
      .flatMap((item) => (item.type === 'prepared' ? item.prepared : []))
      .flatMap((outcome) => (outcome.type === 'upsert' ? [outcome.record] : [])),
  )
  return prepared
}

function isRecord(value: unknown): value is SourceRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
