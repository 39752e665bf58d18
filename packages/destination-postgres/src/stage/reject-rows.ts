import { describeFault } from '@millrace/core/plugin'
import type { RecordFault, StreamSchema, TableBatch } from '@millrace/core/plugin'
import { findOversized } from '../cells/find-oversized.ts'
import { findUnstorable } from '../cells/find-unstorable.ts'

/** The records with a row that is too large; looks at the sizes of keys only, and at rows of hundreds of columns. */
export function findOversizedRecords(tables: readonly TableBatch[], schema: StreamSchema): readonly RecordFault[] {
  return tables.flatMap((batch) => {
    const table = schema.tables.find(({ path }) => path === batch.path)
    if (table === undefined) return []
    return findOversized(table, batch).map(({ row, column, code }) =>
      describeFault({ table, batch, row, column, code }),
    )
  })
}

/** The records with a value that Postgres cannot hold; looks at all. */
export function findUnstorableRecords(tables: readonly TableBatch[], schema: StreamSchema): readonly RecordFault[] {
  return tables.flatMap((batch) => {
    const table = schema.tables.find(({ path }) => path === batch.path)
    return batch.columns.flatMap(({ name: column, type, values }) =>
      findUnstorable(type, values).map(({ row, code }) => describeFault({ table, batch, row, column, code })),
    )
  })
}
