import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { RecordKind } from '../records.ts'
import type { ListQuery } from '../store.ts'
import type { Statement } from './statement.ts'
import type { Tables } from './tables.ts'

/** A record as it is read, every cell as text. */
export interface RecordRow {
  readonly id: string
  readonly account: string
  readonly revision: string
  readonly value: string
}

const cells = [
  sql<string>`id::text`.as('id'),
  sql<string>`account::text`.as('account'),
  sql<string>`revision::text`.as('revision'),
  sql<string>`value::text`.as('value'),
]

/** One record. */
export function readStatement(tables: Kysely<Tables>, kind: RecordKind, id: number): Statement<RecordRow> {
  return tables.selectFrom('records').select(cells).where('kind', '=', kind).where('id', '=', id)
}

/** Those that meet all conditions, by descending id. */
export function listStatement(tables: Kysely<Tables>, kind: RecordKind, query: ListQuery): Statement<RecordRow> {
  let statement = tables.selectFrom('records').select(cells).where('kind', '=', kind).orderBy('records.id', 'desc')
  for (const name of ['account', 'pipeline', 'source', 'destination'] as const) {
    const value = query[name]
    if (value !== undefined) statement = statement.where(name, '=', value)
  }
  const { states, dueBy, before, limit } = query
  if (states !== undefined) statement = statement.where('state', 'in', states.length === 0 ? [null] : states)
  if (dueBy !== undefined) statement = statement.where('due_at', '<=', dueBy.getTime())
  if (before !== undefined) statement = statement.where('records.id', '<', before)
  return limit === undefined ? statement : statement.limit(limit)
}
