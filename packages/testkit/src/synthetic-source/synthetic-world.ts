import type { JsonValue, Key, SourceRecord } from '@millrace/core/plugin'
import type { ChangeLog, LogEntry } from './change-log.ts'
import { createRandom } from './random.ts'
import { rowOfKey } from './row-of-key.ts'
import { keyOfRow } from './synthetic-record.ts'
import { formatSavepoint } from './savepoint-value.ts'
import { truthAt, truthNow, truthOfAppends, truthOfVersion } from './truth.ts'
import type { SavepointsByPartition, TruthContext, TruthRow } from './truth.ts'
import type { WorldChange } from './world-change.ts'

/** The little world that a synthetic source reads. Everything happens at once and in order. */
export interface SyntheticWorld {
  /** Adds rows; answers their keys. `lateByInMs` sets their update time back, as if they were committed late. */
  write(count?: number, options?: { readonly lateByInMs?: number }): readonly Key[]
  /** Makes a new version of these rows, or of so many chosen by the seed. A removed row comes back. */
  update(rows: number | readonly Key[], options?: { readonly lateByInMs?: number }): readonly Key[]
  /** Removes these rows, or so many chosen by the seed. */
  remove(rows: number | readonly Key[]): readonly Key[]
  /** Lets time pass between two entries. */
  advance(durationInMs: number): void
  /** Makes a change that is given as data. Answers the keys of its rows. */
  change(change: WorldChange): readonly Key[]
  /** All that was changed so far. */
  changes(): readonly WorldChange[]
  /** The time of the next entry: the clock to run a pipeline with. */
  now(): Date
  /** The records that should stand after everything was read; those that cannot be stored exactly are left out. */
  truth(): readonly SourceRecord[]
  /** The same with all that is known of them, poisoned rows included. */
  truthRows(): readonly TruthRow[]
  /** What should stand after everything up to these savepoints was read, by partition. */
  truthAt(savepoints: SavepointsByPartition): readonly TruthRow[]
  /** What should stand where every version that was read is added as a row. */
  truthOfAppends(savepoints: SavepointsByPartition): readonly TruthRow[]
  /** One version of a row; undefined if there never was one, or if it was a removal. */
  versionOf(key: Key, version: number): TruthRow | undefined
  /** Whether a row was removed and did not come back. */
  isRemoved(key: Key): boolean
  /** The savepoint that means: everything until now. */
  currentSavepoint(): JsonValue
}

export function createWorld(context: TruthContext): SyntheticWorld {
  const { log, options } = context
  const random = createRandom(options.seed ?? 1, -1)
  const changes: WorldChange[] = []

  const choose = (rows: number | readonly Key[]): readonly number[] => {
    if (typeof rows !== 'number') return rows.map((key) => findRow(log, key))
    const standing = standingRows(log)
    if (rows > standing.length) {
      throw new RangeError(`${rows} rows are wanted, but only ${standing.length} stand`)
    }
    return Array.from({ length: rows }, () => standing.splice(random.integer(0, standing.length - 1), 1)[0] ?? 0)
  }
  const carryOut = (change: WorldChange): readonly LogEntry[] => {
    switch (change.type) {
      case 'write':
        return Array.from({ length: change.count }, () => log.write(change.lateByInMs))
      case 'update':
        return choose(change.rows).map((row) => log.change(row, { isRemoval: false, lateByInMs: change.lateByInMs }))
      case 'remove':
        return choose(change.rows).map((row) => log.change(row, { isRemoval: true }))
      case 'advance':
        log.advance(change.durationInMs)
        return []
      default:
        return change satisfies never
    }
  }
  const change = (given: WorldChange): readonly Key[] => {
    const entries = carryOut(given)
    changes.push(given)
    return entries.map(({ row }) => keyOfRow(options, row))
  }

  return {
    write: (count = 1, { lateByInMs = 0 } = {}) => change({ type: 'write', count, lateByInMs }),
    update: (rows, { lateByInMs = 0 } = {}) => change({ type: 'update', rows, lateByInMs }),
    remove: (rows) => change({ type: 'remove', rows }),
    advance: (durationInMs) => void change({ type: 'advance', durationInMs }),
    change,
    changes: () => [...changes],
    now: () => new Date(log.now),
    truth: () =>
      truthNow(context)
        .filter(({ outcome }) => outcome === 'stored')
        .map(({ record }) => record),
    truthRows: () => truthNow(context),
    truthAt: (savepoints) => truthAt(context, savepoints),
    truthOfAppends: (savepoints) => truthOfAppends(context, savepoints),
    versionOf: (key, version) => truthOfVersion(context, findRow(log, key), version),
    isRemoved: (key) => log.latest(findRow(log, key))?.isRemoval === true,
    currentSavepoint: () => formatSavepoint({ position: log.length }),
  }
}

function standingRows(log: ChangeLog): number[] {
  const rows: number[] = []
  for (let row = 1; row <= log.rows; row += 1) {
    if (log.latest(row)?.isRemoval === false) rows.push(row)
  }
  return rows
}

function findRow(log: ChangeLog, key: Key): number {
  const row = rowOfKey(key)
  if (row === undefined || row > log.rows) throw new RangeError('a key is given that no row of this world ever had')
  return row
}
