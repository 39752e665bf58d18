import { DestinationError, InvalidOptionsError } from '@millrace/core/plugin'
import { readPlain } from '../cells/read-plain.ts'
import { sql } from 'kysely'
import { sqlStateOf } from '../database/sql-state.ts'
import type { Transaction } from '../database/transaction.ts'

/** A row by column name. */
export type PlainRow = Readonly<Record<string, unknown>>

/** What may stand for `$1`, `$2`, …. */
export type PlainValue = string | number | bigint | boolean | null

/**
 * Rows that one statement answers, in a transaction that is read-only. Columns with a name that was there before get `:1`,
 * `:2`, …
 */
export async function runQuery(
  { connection, places }: Transaction,
  statement: { readonly text: string; readonly values: readonly PlainValue[] },
): Promise<readonly PlainRow[]> {
  const { text, values } = statement
  const isValue = (value: unknown): boolean => value === null || bindable.includes(typeof value)
  const problems = values.flatMap((value, index) => {
    const message = 'must be a text, a number, a bigint, a boolean or null'
    return isValue(value) ? [] : [{ path: `values[${index}]`, message }]
  })
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  await connection.run(sql`set local search_path = ${sql.id(places.schema)}, public`)
  const { fields, rows } = await connection.query(text, values, readPlain).catch((error: unknown) => {
    throw explain(error)
  })
  // What answers no columns wants to change something, be it the transaction or the session.
  if (fields.length === 0) throw onlyRead()
  const names = tellApart(fields.map(({ name }) => name))
  // A column may be called `__proto__`: from entries it is a property like any other.
  return rows.map((row: readonly unknown[]) =>
    Object.fromEntries(names.map((name, index) => [name, row[index] ?? null])),
  )
}

const bindable = ['string', 'number', 'bigint', 'boolean']

/** What is wrong with a statement of a user, for whom the remedies of a load are none. */
function explain(error: unknown): unknown {
  const state = sqlStateOf(error) ?? ''
  if (state === '25006') return onlyRead()
  if (!(error instanceof Error) || state === '42501' || !/^42|^08P01$/.test(state)) return error
  // Such texts hold words of the statement only.
  return new DestinationError({
    code: 'postgres_failed',
    message: `the query is wrong: ${error.message} (SQLSTATE ${state})`,
  })
}

function onlyRead(): DestinationError {
  return new DestinationError({
    code: 'postgres_read_only',
    message: 'a query can change nothing here: give one statement that only reads',
  })
}

function tellApart(names: readonly string[]): readonly string[] {
  const met = new Map<string, number>()
  return names.map((name) => {
    const count = met.get(name) ?? 0
    met.set(name, count + 1)
    return count === 0 ? name : `${name}:${count}`
  })
}
