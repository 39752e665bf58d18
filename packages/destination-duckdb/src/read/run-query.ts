import { InvalidOptionsError } from '@millrace/core/plugin'
import { readPlain } from '../cells/read-plain.ts'
import type { Connection, Parameter } from '../database/connection.ts'

/** A row by column name. */
export type PlainRow = Readonly<Record<string, unknown>>

/** Columns with a name that was there before get `:1`, `:2`, … */
export async function runQuery(
  connection: Connection,
  sql: string,
  values: readonly Parameter[],
): Promise<readonly PlainRow[]> {
  const isValue = (value: unknown): boolean => value === null || bindable.includes(typeof value)
  const problems = values.flatMap((value, index) => {
    const message = 'must be a text, a number, a bigint, a boolean or null'
    return isValue(value) ? [] : [{ path: `values[${index}]`, message }]
  })
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  const { names, rows } = await connection.query(sql, values)
  // A column may be called `__proto__`: from entries it is a property like any other.
  return rows.map((row) => Object.fromEntries(names.map((name, index) => [name, readPlain(row[index] ?? null)])))
}

const bindable = ['string', 'number', 'bigint', 'boolean']
