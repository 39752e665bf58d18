import { describeFault, leaveOut, rejectedRows } from '@millrace/core/plugin'
import type { RejectedRow, StageBatch, StreamSchema, TableBatch } from '@millrace/core/plugin'
import { findUnstorable } from '../cells/find-unstorable.ts'

/** A batch without the records that DuckDB cannot hold. */
export interface StorableBatch {
  readonly tables: readonly TableBatch[]
  readonly rejected: readonly RejectedRow[]
}

/** Leaves out the records that have a value which DuckDB cannot hold. */
export function rejectRows({ tables }: StageBatch, schema: StreamSchema): StorableBatch {
  const faults = tables.flatMap((batch) => {
    const table = schema.tables.find(({ path }) => path === batch.path)
    return batch.columns.flatMap(({ name: column, type, values }) =>
      findUnstorable(type, values).map(({ row, code }) => describeFault({ table, batch, row, column, code })),
    )
  })
  return { tables: leaveOut(tables, faults, schema), rejected: rejectedRows(faults) }
}
