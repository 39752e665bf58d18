import { DestinationError, isHistoric, leadingDeltaColumns } from '@millrace/core/plugin'
import type { ColumnSchema, ColumnType, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { postgresType } from '../cells/postgres-type.ts'
import { column, columns } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import { sqlStateOf } from '../database/sql-state.ts'
import type { Transaction } from '../database/transaction.ts'
import { findFreeName, primaryKeyName } from './object-names.ts'

export type Column = Pick<ColumnSchema, 'name' | 'type'>

/** All that some changes need of a transaction. */
type Statements = Pick<Transaction, 'connection'>

export interface Widening {
  readonly name: string
  readonly from: ColumnType
  readonly to: ColumnType
}

/** Makes a table with its primary key. It begins with the root's key, so joins with the root need no other index. */
export async function createTable(transaction: Transaction, table: TableSchema): Promise<void> {
  const named = new Set([...table.key, ...table.rootKey])
  const declared = table.columns.map((given) =>
    named.has(given.name) ? sql`${declare(given)} not null` : declare(given),
  )
  await transaction.connection.run(
    sql`create table ${transaction.table(table.name)} (${sql.join([...declared, ...(await declareKey(transaction, table))])})`,
  )
}

/** Makes a history. It has no index: it is only added to, and what reads it whole sorts faster than it looks up. */
export async function createDelta(transaction: Transaction, table: TableSchema, delta: string): Promise<void> {
  const { connection } = transaction
  const declared = [...leadingDeltaColumns, ...table.columns.filter(isHistoric)].map(declare)
  await connection.run(sql`create table ${transaction.table(delta)} (${sql.join(declared)})`)
  const what = table.path === '' ? 'the records' : `path ${table.path.replaceAll('\0', '')}`
  const text = `History of ${what}: one row for each change of a row`
  await connection.run(sql`comment on table ${transaction.table(delta)} is ${sql.lit(text)}`)
}

/** Gives a table the primary key that its schema names. */
export async function addPrimaryKey(transaction: Transaction, table: TableSchema): Promise<void> {
  for (const key of await declareKey(transaction, table)) {
    await transaction.connection.run(sql`alter table ${transaction.table(table.name)} add ${key}`)
  }
}

/** Adds columns, all at once; `title` says for people which table it is. */
export async function addColumns(
  { connection }: Statements,
  table: Sql,
  { added, title }: { readonly added: readonly Column[]; readonly title: string },
): Promise<void> {
  if (added.length === 0) return
  try {
    await connection.run(sql`alter table ${table} ${sql.join(added.map((given) => sql`add column ${declare(given)}`))}`)
  } catch (error) {
    if (sqlStateOf(error) !== duplicateColumn) throw error
    const said = (error as Error).message
    const names = added.map(({ name }) => name).filter((name) => said.includes(name))
    throw new DestinationError({
      code: 'postgres_column_exists',
      message: `${title} needs a column ${names.toSorted((left, right) => right.length - left.length)[0] ?? ''} and has one of yours with that name: rename yours, or give the new one another name (option \`columns\`)`,
    })
  }
}

/** Gives columns wider types, all at once. A value that would be another one there becomes NULL: see `countUnfit`. */
export async function widenColumns(
  { connection }: Statements,
  table: Sql,
  widenings: readonly Widening[],
): Promise<void> {
  if (widenings.length === 0) return
  const changes = widenings.map((widening) => {
    const type = sql.raw(postgresType[widening.to])
    const fitting = sql`case when not (${isUnfit(widening)}) then ${widened(widening)} end`
    return sql`alter column ${column(widening.name)} type ${type} using ${fitting}`
  })
  await connection.run(sql`alter table ${table} ${sql.join(changes)}`)
}

/** How many values of a column the wider type cannot hold exactly. */
export async function countUnfit({ connection }: Statements, table: Sql, widening: Widening): Promise<number> {
  return connection.count(
    sql`select count(*) from ${table} where ${column(widening.name)} is not null and (${isUnfit(widening)})`,
  )
}

function isUnfit({ name, from, to }: Widening): Sql {
  const cell = column(name)
  if (from === 'float') return sql`${cell} in ('NaN', 'Infinity', '-Infinity')`
  if (to === 'decimal') return sql`false`
  // 2^63 is no integer: what a float rounds up to it has changed.
  return sql`case when ${cell}::float8 < 9223372036854775808 then ${cell}::float8::bigint <> ${cell} else true end`
}

function declare({ name, type }: Column): Sql {
  return sql`${column(name)} ${sql.raw(postgresType[type])}`
}

/** The primary key; none where it would have more columns than an index can. */
async function declareKey(transaction: Transaction, table: TableSchema): Promise<readonly Sql[]> {
  if (table.key.length > maxIndexColumns) return []
  const name = await findFreeName(transaction, primaryKeyName(transaction, table))
  return [sql`constraint ${sql.id(name)} primary key (${columns(table.key)})`]
}

/** The value of a column in the wider type. Of a float the shortest digits are the value: a cast would keep only 15 of them. */
export function widened({ name, from, to }: Widening): Sql {
  const type = sql.raw(postgresType[to])
  return from === 'float' ? sql`${column(name)}::text::${type}` : sql`${column(name)}::${type}`
}

const duplicateColumn = '42701'

const maxIndexColumns = 32
