import type { JsonValue, Key, SourceRecord } from '@millrace/core/plugin'
import type { ChangeLog, LogEntry } from './change-log.ts'
import { poisonOf, makeRecord, makeYieldedRecord, keyOfRow } from './synthetic-record.ts'
import { poisonOutcomes } from './poison.ts'
import type { PoisonKind, PoisonOutcome } from './poison.ts'
import { parseSavepoint } from './savepoint-value.ts'
import { listPartitions, partitionOfRow, snapshotRows } from './snapshot-order.ts'
import type { SnapshotOrder } from './snapshot-order.ts'
import type { SyntheticOptions } from './synthetic-options.ts'

/** A version of a row, as the source knows it. */
export interface TruthRow {
  readonly row: number
  readonly key: Key
  readonly version: number
  readonly partition: string
  /** As it is to stand. For a poisoned row that cannot stand: as it would be if it were sound. */
  readonly record: SourceRecord
  readonly poison: PoisonKind | undefined
  /** Whether it can stand; for a sound row of a shape that every destination can hold: `stored`. */
  readonly outcome: PoisonOutcome
}

/** Where reading has come to, by partition. */
export type SavepointsByPartition = Readonly<Record<string, JsonValue | undefined>>

export interface TruthContext {
  readonly options: SyntheticOptions
  readonly log: ChangeLog
  readonly order: SnapshotOrder
}

/** All rows that stand now. */
export function truthNow(context: TruthContext): readonly TruthRow[] {
  return listPartitions(context.order.partitions).flatMap((partition) =>
    truthRows(context, partition, context.log.length),
  )
}

/** The rows that stand after everything up to these savepoints was read, and nothing else. */
export function truthAt(context: TruthContext, savepoints: SavepointsByPartition): readonly TruthRow[] {
  return listPartitions(context.order.partitions).flatMap((partition) => {
    const value = savepoints[partition]
    if (value === undefined) return []
    const { position, after, base } = parseSavepoint(value)
    if (after === undefined) return truthRows(context, partition, position)
    const read = snapshotRows(context.log, context.order, partition, position).slice(0, after)
    const isRead = new Set(read)
    const before = base === undefined ? [] : truthRows(context, partition, base)
    return [
      ...read.flatMap((row) => toTruthRow(context, context.log.latest(row, position))),
      ...before.filter(({ row }) => !isRead.has(row)),
    ]
  })
}

/** Every version of every row that was ever written, for a stream whose rows are added and never matched. */
export function truthOfAppends(context: TruthContext, savepoints: SavepointsByPartition): readonly TruthRow[] {
  const rows: TruthRow[] = []
  for (let position = 1; position <= context.log.length; position += 1) {
    const entry = context.log.at(position)
    if (entry === undefined || entry.isRemoval) continue
    const value = savepoints[partitionOfRow(context.order.partitions, entry.row)]
    if (value === undefined || position > parseSavepoint(value).position) continue
    rows.push(...toTruthRow(context, entry))
  }
  return rows
}

/** One version of a row; undefined if it never was, or was a removal. */
export function truthOfVersion(context: TruthContext, row: number, version: number): TruthRow | undefined {
  return toTruthRow(context, context.log.version(row, version))[0]
}

function truthRows(context: TruthContext, partition: string, position: number): readonly TruthRow[] {
  const rows = snapshotRows(context.log, context.order, partition, position)
  return rows.flatMap((row) => toTruthRow(context, context.log.latest(row, position)))
}

function toTruthRow({ options, order }: TruthContext, entry: LogEntry | undefined): readonly TruthRow[] {
  if (entry === undefined || entry.isRemoval) return []
  const poison = poisonOf(options, entry)
  const outcome = poison === undefined ? outcomeOfShape(options, entry) : poisonOutcomes[poison]
  return [
    {
      row: entry.row,
      key: keyOfRow(options, entry.row),
      version: entry.version,
      partition: partitionOfRow(order.partitions, entry.row),
      record: standingRecord(options, entry, outcome),
      poison,
      outcome,
    },
  ]
}

/** More columns than a table can have in most databases: then the record is rejected. */
function outcomeOfShape({ drift }: SyntheticOptions, { row }: LogEntry): PoisonOutcome {
  return drift?.kind === 'manyColumns' && row >= drift.atRow ? 'either' : 'stored'
}

function standingRecord(options: SyntheticOptions, entry: LogEntry, outcome: PoisonOutcome): SourceRecord {
  const record = outcome === 'rejected' ? undefined : makeYieldedRecord(options, entry)
  return isRecord(record) ? record : makeRecord(options, entry)
}

function isRecord(value: unknown): value is SourceRecord {
  return typeof value === 'object' && value !== null
}
