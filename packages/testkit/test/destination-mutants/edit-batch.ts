import type { CellValue, ColumnType, StageBatch, TableBatch } from '@millrace/core/plugin'

/** The batch with every cell replaced. */
export function mapCells<Batch extends StageBatch>(
  batch: Batch,
  map: (cell: CellValue, type: ColumnType) => CellValue,
): Batch {
  const tables = batch.tables.map((table) => ({
    ...table,
    columns: table.columns.map((column) => ({
      ...column,
      values: column.values.map((cell) => map(cell, column.type)),
    })),
  }))
  return { ...batch, tables }
}

/** The batch without some of its records. */
export function dropRecords<Batch extends StageBatch>(batch: Batch, isDropped: (ordinal: number) => boolean): Batch {
  return {
    ...batch,
    tables: batch.tables.map((table) =>
      pickRows(
        table,
        rowsWhere(table, (ordinal) => !isDropped(ordinal)),
      ),
    ),
  }
}

/** The batch with its records in the opposite order. */
export function reverseRecords<Batch extends StageBatch>(batch: Batch): Batch {
  const ordinals = batch.tables[0]?.ordinals ?? []
  const sum = (ordinals[0] ?? 0) + (ordinals.at(-1) ?? 0)
  const tables = batch.tables.map((table) => {
    const reversed = pickRows(
      table,
      table.ordinals.map((_, row) => table.rowCount - 1 - row),
    )
    return { ...reversed, ordinals: reversed.ordinals.map((ordinal) => sum - ordinal) }
  })
  return { ...batch, tables }
}

/** Ordinals of the records that have a cell like this in any table. */
export function ordinalsWith(batch: StageBatch, isWanted: (cell: CellValue) => boolean): ReadonlySet<number> {
  const found = batch.tables.flatMap((table) =>
    table.columns.flatMap(({ values }) => table.ordinals.filter((_, row) => isWanted(values[row] ?? null))),
  )
  return new Set(found)
}

function rowsWhere(table: TableBatch, isWanted: (ordinal: number) => boolean): readonly number[] {
  return table.ordinals.flatMap((ordinal, row) => (isWanted(ordinal) ? [row] : []))
}

function pickRows(table: TableBatch, rows: readonly number[]): TableBatch {
  return {
    path: table.path,
    rowCount: rows.length,
    ordinals: rows.map((row) => table.ordinals[row] ?? 0),
    ...(table.operations === undefined
      ? {}
      : { operations: Uint8Array.from(rows, (row) => table.operations?.[row] ?? 0) }),
    columns: table.columns.map((column) => ({ ...column, values: rows.map((row) => column.values[row] ?? null) })),
  }
}
