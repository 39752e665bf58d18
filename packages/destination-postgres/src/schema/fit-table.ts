import { DestinationError, widerTypes } from '@millrace/core/plugin'
import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { postgresType } from '../cells/postgres-type.ts'
import { column } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import { sqlStateOf } from '../database/sql-state.ts'
import type { Transaction } from '../database/transaction.ts'
import { withinSavepoint } from '../database/within-savepoint.ts'
import { addColumns, addPrimaryKey, widenColumns } from './alter-table.ts'
import { findDependents, findKeyDependents } from './find-dependents.ts'

interface Fit {
  readonly before: TableSchema
  /** The table has this name already. */
  readonly after: TableSchema
}

/**
 * Gives a table other columns and another key. Columns that it is not to have go; what cannot be widened begins empty.
 * What users have built on those is in the way: it is named, and nothing is changed.
 */
export async function fitTable(transaction: Transaction, { before, after }: Fit): Promise<void> {
  const wanted = new Map(after.columns.map((held) => [held.name, held]))
  const held = new Set(before.columns.map(({ name }) => name))
  const dropped = before.columns.filter(({ name }) => !wanted.has(name))
  const changed = before.columns.flatMap(({ name, type: from }) => {
    const to = wanted.get(name)?.type ?? from
    return to === from ? [] : [{ name, from, to }]
  })
  const widened = changed.filter(({ from, to }) => widerTypes[from]?.includes(to) ?? false)
  const emptied = changed.filter((change) => !widened.includes(change))
  const hasNewKey = describeKey(before) !== describeKey(after)
  const table = transaction.table(after.name)
  if (hasNewKey)
    await changeTable(transaction, after, { changes: await dropKey(transaction, { before, after }), of: [] })
  await refuseLosses(
    transaction,
    after,
    dropped.map(({ name }) => name),
  )
  await changeTable(transaction, after, {
    changes: [
      ...emptied.map(({ name, to }) => {
        const type = sql.raw(postgresType[to])
        return sql`alter column ${column(name)} type ${type} using null::${type}`
      }),
      ...dropped.map(({ name }) => sql`drop column ${column(name)}`),
    ],
    of: [...emptied, ...dropped].map(({ name }) => name),
  })
  await guard(transaction, after, {
    of: widened.map(({ name }) => name),
    work: () => widenColumns(transaction, table, widened),
  })
  const added = after.columns.filter(({ name }) => !held.has(name))
  await addColumns(transaction, table, { added, title: `table ${after.name}` })
  if (hasNewKey) await addPrimaryKey(transaction, after)
}

/** Postgres would drop indexes and constraints with a column, without a word. */
async function refuseLosses(
  transaction: Transaction,
  { name }: TableSchema,
  dropped: readonly string[],
): Promise<void> {
  const found = new Set<string>()
  for (const column of dropped) {
    for (const dependent of await findDependents(transaction, { table: name, column, goes: true })) found.add(dependent)
  }
  if (found.size > 0) throw describeObstacle(name, found)
}

/** Takes the primary key away; its columns may be empty from now on, unless they are part of the next. */
async function dropKey({ connection, places }: Transaction, { before, after }: Fit): Promise<readonly Sql[]> {
  const rows = await connection.rows(
    sql`select k.conname
      from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${places.schema} and c.relname = ${after.name} and k.contype = 'p'`,
  )
  const next = new Set([...after.key, ...after.rootKey])
  const nullable = [...new Set([...before.key, ...before.rootKey])].filter((name) => !next.has(name))
  return [
    ...rows.map(([name]) => sql`drop constraint ${sql.id(String(name))}`),
    ...nullable.map((name) => sql`alter column ${column(name)} drop not null`),
  ]
}

async function changeTable(
  transaction: Transaction,
  table: TableSchema,
  { changes, of }: { readonly changes: readonly Sql[]; readonly of: readonly string[] },
): Promise<void> {
  if (changes.length === 0) return
  const work = async (): Promise<void> => {
    await transaction.connection.run(sql`alter table ${transaction.table(table.name)} ${sql.join(changes)}`)
  }
  await guard(transaction, table, { of, work })
}

/** Says what is in the way of a change; `of` are the columns that change, none where it is the key. */
async function guard(
  transaction: Transaction,
  { name }: TableSchema,
  { of, work }: { readonly of: readonly string[]; readonly work: () => Promise<void> },
): Promise<void> {
  try {
    await withinSavepoint(transaction, work)
  } catch (error) {
    if (!inTheWay.includes(sqlStateOf(error) ?? '')) throw error
    const found = new Set<string>()
    for (const column of of) {
      for (const dependent of await findDependents(transaction, { table: name, column })) found.add(dependent)
    }
    for (const dependent of of.length === 0 ? await findKeyDependents(transaction, name) : []) found.add(dependent)
    throw describeObstacle(name, found)
  }
}

function describeObstacle(name: string, found: ReadonlySet<string>): DestinationError {
  const what = [...found].join(', ') || 'something of yours'
  return new DestinationError({
    code: 'postgres_has_dependents',
    message: `table ${name} cannot get its new shape: ${what} ${found.size > 1 ? 'depend' : 'depends'} on the old one. Drop that first, and make it again after the run`,
  })
}

function describeKey({ key, columns }: TableSchema): string {
  return JSON.stringify(key.map((name) => [name, columns.find((held) => held.name === name)?.type]))
}

/** What depends on a column or a key, in the words of different changes. */
const inTheWay: readonly string[] = ['2BP01', '0A000']
