type Row = Readonly<Record<string, unknown>>

/** Rows without the columns that differ from run to run, and without NULLs, for comparing with literals. */
export function withoutSystem(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([name, cell]) => !/^_mr_(run|synced_at|at|deleted_at)$/.test(name) && cell !== null),
    ),
  )
}
