import type { ColumnType } from '@millrace/core/plugin'
import { ArenaBinaryWriter, ArenaTextWriter } from './arena-writers.ts'
import type { ColumnWriter } from './column-writer.ts'
import { encodeDecimals } from './encode-decimals.ts'
import { encodeBooleans, encodeFloats, encodeIntegers } from './encode-numbers.ts'
import { encodeDates, encodeTimes, encodeTimestamps } from './encode-times.ts'
import { FixedWriter } from './fixed-writer.ts'
import { SingleBinaryWriter, SingleTextWriter } from './single-value-writers.ts'
import type { StringArena } from './string-arena.ts'

/**
 * The writer of a column, for vectors of up to `capacity` rows. Writers may share an arena; without one, each text is a
 * call into DuckDB.
 */
export function createColumnWriter(type: ColumnType, capacity: number, arena: StringArena | undefined): ColumnWriter {
  switch (type) {
    case 'boolean':
      return new FixedWriter(capacity, 1, encodeBooleans)
    case 'integer':
      return new FixedWriter(capacity, 8, encodeIntegers)
    case 'float':
      return new FixedWriter(capacity, 8, encodeFloats)
    case 'decimal':
      return new FixedWriter(capacity, 16, encodeDecimals)
    case 'timestamp':
      return new FixedWriter(capacity, 8, encodeTimestamps)
    case 'date':
      return new FixedWriter(capacity, 4, encodeDates)
    case 'time':
      return new FixedWriter(capacity, 8, encodeTimes)
    case 'text':
    case 'json':
      return arena ? new ArenaTextWriter(capacity, arena) : new SingleTextWriter(capacity)
    case 'binary':
      return arena ? new ArenaBinaryWriter(capacity, arena) : new SingleBinaryWriter(capacity)
    default:
      return type satisfies never
  }
}
