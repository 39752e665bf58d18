import { createHash } from 'node:crypto'
import type { Key, SourceRecord } from '@millrace/core/plugin'
import { canonicalText } from '../canonical-text.ts'
import type { LogEntry } from './change-log.ts'
import { applyDrift } from './drift.ts'
import { applyPoison, poisonKinds } from './poison.ts'
import type { PoisonKind } from './poison.ts'
import { createRandom } from './random.ts'
import type { SyntheticOptions } from './synthetic-options.ts'

const words = ['amber', 'birch', 'cedar', 'delta', 'ember', 'fjord', 'grove'] as const
const regions = ['north', 'south'] as const

/** The part of the options that decides what a record looks like. */
export type RecordShape = Pick<SyntheticOptions, 'seed' | 'key' | 'drift' | 'poison' | 'scopes'>

/** Fields of the primary key. */
export function keyFields(shape: RecordShape): readonly string[] {
  if (shape.key === 'none') return []
  return shape.key === 'composite' ? ['region', 'id'] : ['id']
}

/** The key of a row; for a stream without a key its number. */
export function keyOfRow(shape: RecordShape, row: number): Key {
  const fields = identify(shape, row)
  return shape.key === 'composite' ? [fields.region, fields.id] : fields.id
}

/** The record of an entry as it is, sound even where the source yields a poisoned one. */
export function makeRecord(shape: RecordShape, entry: LogEntry): SourceRecord {
  const { row, version, at } = entry
  const random = createRandom(shape.seed ?? 1, row, version)
  const word = (): string => random.pick(words)
  const sound = {
    ...identify(shape, row),
    version,
    updatedAt: toInstant(at),
    ...(shape.scopes === undefined ? {} : { bucket: bucketOfRow(shape.scopes.windows, row) }),
    title: `${word()} ${word()}`,
    quantity: random.integer(0, 1_000_000),
    amount: random.integer(0, 1_000_000) / 8,
    isBillable: random.fraction() < 0.5,
    startedAt: toInstant(at - random.integer(1, 100_000) * 1000),
    owner: { name: word(), address: { city: word(), zip: String(random.integer(10_000, 99_999)) } },
    labels: Array.from({ length: random.integer(0, 3) }, word),
    lines: Array.from({ length: random.integer(0, 3) }, (_, index) => ({
      sku: `${word()}-${index}`,
      quantity: random.integer(1, 9),
      tags: Array.from({ length: random.integer(0, 2) }, word),
    })),
  }
  const { drift } = shape
  const fields = drift === undefined ? sound : applyDrift(sound, drift.kind, row >= drift.atRow)
  return { ...fields, payloadHash: payloadHash(fields) }
}

/** The record of an entry as the source yields it. */
export function makeYieldedRecord(shape: RecordShape, entry: LogEntry): unknown {
  const record = makeRecord(shape, entry)
  const kind = poisonOf(shape, entry)
  return kind === undefined ? record : applyPoison(record, kind, 'id')
}

/** A row is poisoned in its first version only: an update heals it. */
export function poisonOf(shape: RecordShape, entry: LogEntry): PoisonKind | undefined {
  const { poison } = shape
  if (poison === undefined || entry.version > 1 || entry.row % poison.every !== 0) return undefined
  const kinds = poison.kinds ?? poisonKinds
  return kinds[(entry.row / poison.every - 1) % kinds.length]
}

export function bucketOfRow(windows: number, row: number): number {
  return row % windows
}

/** Hash over a record without the hash itself, equal for records that mean the same. */
export function payloadHash(record: SourceRecord): string {
  const { payloadHash: _, ...fields } = record
  return createHash('sha256').update(canonicalText(fields)).digest('hex').slice(0, 16)
}

function identify(shape: RecordShape, row: number): { readonly id: number | string; readonly region: string } {
  const id = shape.key === 'text' ? `row-${String(row).padStart(9, '0')}` : row
  return { id, region: regions[row % 2] ?? regions[0] }
}

function toInstant(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z')
}
