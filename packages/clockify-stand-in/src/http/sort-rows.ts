import type { Json, JsonObject } from '../json.ts'
import type { Parameters } from './parameters.ts'

/** What rows of a column are sorted by. */
export type SortKeys<Row> = Readonly<Record<string, (row: Row) => Json | undefined>>

/** Rows in the order that `sort-column` and `sort-order` ask for; rows that are equal by their ids. */
export function sortRows<Row extends JsonObject>(
  rows: readonly Row[],
  query: Parameters,
  keys: SortKeys<Row>,
  usualColumn: string,
): readonly Row[] {
  const column = query.oneOf('sort-column', Object.keys(keys)) ?? usualColumn
  const sign = query.oneOf('sort-order', ['ASCENDING', 'DESCENDING']) === 'DESCENDING' ? -1 : 1
  const keyOf = keys[column] ?? ((row: Row) => row.id)
  return rows.toSorted((a, b) => sign * (compare(keyOf(a), keyOf(b)) || compare(a.id, b.id)))
}

function compare(a: Json | undefined, b: Json | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const [left, right] = [text(a), text(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function text(value: Json | undefined): string {
  return value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value)
}
