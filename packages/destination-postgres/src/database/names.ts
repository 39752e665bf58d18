import { sql } from 'kysely'
import type { RawBuilder } from 'kysely'

/** A piece of SQL: a name, a value, a condition, a query. */
export type Sql = RawBuilder<unknown>

/** A column, of an alias where one is named. */
export function column(name: string, alias?: string): Sql {
  return alias === undefined ? sql.id(name) : sql.id(alias, name)
}

/** Columns, separated by commas. */
export function columns(names: readonly string[], alias?: string): Sql {
  return sql.join(names.map((name) => column(name, alias)))
}

/** That the named columns of two aliases are the same; keys are never NULL. */
export function joinOn(names: readonly string[], left: string, right: string): Sql {
  return allOf(names.map((name) => sql`${column(name, left)} = ${column(name, right)}`))
}

/** That all conditions hold. */
export function allOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`true` : sql.join(conditions, sql` and `)
}

/** That any condition holds. */
export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0 ? sql`false` : sql`(${sql.join(conditions, sql` or `)})`
}
