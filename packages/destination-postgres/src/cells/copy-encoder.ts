import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { cellWriters } from './cell-writer.ts'
import type { ChunkPool } from './chunk-pool.ts'
import { CopyChunks } from './copy-chunks.ts'

/** A column to be copied. */
export interface CopyColumn {
  readonly type: ColumnType
  /** One cell for each row. */
  readonly values: ArrayLike<CellValue>
}

/** The option of COPY with which Postgres reads what is encoded here. */
export const copyFormat = 'format binary'

const signature = 'PGCOPY\n\xff\r\n\0'
/** Flags, and the length of an extension. There are none. */
const headerRestBytes = 8
const endOfRows = -1
const nullLength = -1

/**
 * Writes rows in the binary format of COPY, which costs both the server and Node a quarter less than text. The columns of the
 * table must have exactly the types of the cells, as in `postgresType`: of another type with as many bytes Postgres would take
 * the bytes for its own.
 */
export function encodeRows(columns: readonly CopyColumn[], rowCount: number, pool: ChunkPool): CopyChunks {
  const out = new CopyChunks(pool)
  out.at += out.bytes.write(signature, out.at, 'latin1')
  out.bytes.fill(0, out.at, out.at + headerRestBytes)
  out.at += headerRestBytes
  const lists = columns.map(({ values }) => values)
  const writers = columns.map(({ type }) => cellWriters[type])
  const count = columns.length
  for (let row = 0; row < rowCount; row += 1) {
    out.reserve(2)
    out.view.setInt16(out.at, count)
    out.at += 2
    for (let column = 0; column < count; column += 1) {
      const cell = lists[column]?.[row] ?? null
      if (cell === null) {
        out.reserve(4)
        out.view.setInt32(out.at, nullLength)
        out.at += 4
      } else writers[column]?.(out, cell)
    }
  }
  out.reserve(2)
  out.view.setInt16(out.at, endOfRows)
  out.at += 2
  return out
}
