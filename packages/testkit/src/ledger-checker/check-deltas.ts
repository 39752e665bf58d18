import { deltaColumns } from '@millrace/core/plugin'
import type { TableSchema } from '@millrace/core/plugin'
import { cellsInText } from './ledger-facts.ts'
import type { LedgerFacts } from './ledger-facts.ts'
import type { LedgerRow } from './ledger-reader.ts'

/** (h) Each table can be rebuilt from its delta table alone. */
export function checkDeltas(facts: LedgerFacts): readonly string[] {
  const tables = facts.state?.schema.tables ?? []
  return tables.filter(({ delta }) => delta !== undefined).flatMap((table) => checkDelta(facts, table))
}

function checkDelta(facts: LedgerFacts, table: TableSchema): readonly string[] {
  const { rebuilt, problems } = replay(table, facts.deltas[table.path] ?? [])
  const columns = ownColumns(table)
  const standing = new Map((facts.rows[table.path] ?? []).map((row) => [cellsInText(row, table.key), row]))
  const missing = [...standing.keys()].filter((key) => !rebuilt.has(key)).length
  // Rows below a marked root may stand or not, so that its history may have them or not.
  const isMarked = (row: LedgerRow): boolean => facts.marked.has(cellsInText(row, table.rootKey))
  const surplus = [...rebuilt].filter(
    ([key, row]) => !standing.has(key) && !(table.parent !== undefined && isMarked(row)),
  ).length
  const different = [...standing].filter(([key, row]) => {
    const image = rebuilt.get(key)
    return image !== undefined && cellsInText(image, columns) !== cellsInText(row, columns)
  }).length
  const name = `delta table ${table.delta ?? ''}`
  return [
    ...problems.map((problem) => `${name}: ${problem}`),
    ...(missing === 0 ? [] : [`${name}: ${missing} rows of ${table.name} do not come out of it`]),
    ...(surplus === 0 ? [] : [`${name}: ${surplus} rows come out of it that ${table.name} does not have`]),
    ...(different === 0 ? [] : [`${name}: ${different} rows come out of it other than they stand in ${table.name}`]),
  ]
}

interface Replay {
  readonly rebuilt: ReadonlyMap<string, LedgerRow>
  readonly problems: readonly string[]
}

function replay(table: TableSchema, deltas: readonly LedgerRow[]): Replay {
  const rebuilt = new Map<string, LedgerRow>()
  const wrong = new Map<string, number>()
  const count = (problem: string): void => void wrong.set(problem, (wrong.get(problem) ?? 0) + 1)
  for (const row of [...deltas].sort(compareDeltas)) {
    const key = cellsInText(row, table.key)
    const isThere = rebuilt.has(key)
    switch (String(row[deltaColumns.operation])) {
      case 'insert':
        if (isThere) count('insert a row that is there already')
        rebuilt.set(key, row)
        break
      case 'update':
        if (!isThere) count('update a row that is not there')
        rebuilt.set(key, row)
        break
      case 'delete':
        if (!isThere) count('delete a row that is not there')
        rebuilt.delete(key)
        break
      default:
        count('have an unknown operation')
    }
  }
  return { rebuilt, problems: [...wrong].map(([problem, times]) => `${times} changes ${problem}`) }
}

/** In the order of the commits; inside one, deletions come first: a replace deletes all and inserts all. */
function compareDeltas(left: LedgerRow, right: LedgerRow): number {
  const rankOf = (row: LedgerRow): number => (row[deltaColumns.operation] === 'delete' ? 0 : 1)
  const difference = Number(left[deltaColumns.sequence]) - Number(right[deltaColumns.sequence])
  return difference === 0 ? rankOf(left) - rankOf(right) : difference
}

/** Columns the destination writes at publish differ between a table and its history. */
function ownColumns(table: TableSchema): readonly string[] {
  return table.columns.filter(({ role }) => role !== 'system').map(({ name }) => name)
}
