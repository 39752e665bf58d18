import { DestinationError, faultPath } from '@millrace/core/plugin'
import type { TableSchema } from '@millrace/core/plugin'
import type { UnstorableCode } from '../cells/unstorable-code.ts'
import { sqlStateOf } from '../database/sql-state.ts'

/** What Postgres says of a record that it does not take. */
export interface Refusal {
  readonly code: UnstorableCode
  /** Of the value at fault, from the record's root; of the table where Postgres names no column. */
  readonly path: string
}

/** Postgres does not take some rows of a batch; which ones, nobody knows yet. */
export class RefusedRowsError extends DestinationError {
  readonly refusal: Refusal

  constructor(table: TableSchema, refusal: Refusal) {
    super({
      code: 'postgres_value_refused',
      message: `Postgres refuses a value for table ${table.name} (${refusal.code})`,
    })
    this.refusal = refusal
  }
}

/** Codes by SQLSTATE: for five characters, else for the class. All of them depend on a value, and on nothing else. */
const codes: Readonly<Record<string, UnstorableCode>> = {
  '22': 'value_refused',
  '22001': 'text_too_long',
  '22003': 'out_of_range',
  '22008': 'out_of_range',
  '22021': 'text_not_well_formed',
  '22P02': 'value_refused',
  '22P05': 'text_untranslatable',
  '54': 'value_too_large',
  '54001': 'too_deep',
  '0A': 'value_refused',
}

/** Postgres has no better code for a row of more than 1 GB. */
const isTooLarge = /invalid memory alloc request size|string buffer/

/** What is said of a record if an error is that of a value in a table; undefined for all other errors. */
export function readRefusal(error: unknown, table: TableSchema): Refusal | undefined {
  const state = sqlStateOf(error)
  if (state === undefined || !(error instanceof Error)) return undefined
  const known = codes[state] ?? codes[state.slice(0, 2)]
  const code = known ?? (isTooLarge.test(error.message) ? 'value_too_large' : undefined)
  return code === undefined ? undefined : { code, path: findPath(error, table) }
}

/** Of the words `COPY <table>, line <number>, column <name>`, which may be in any language, the name. */
function findPath(error: Error, table: TableSchema): string {
  const { where } = error as { readonly where?: unknown }
  const [said = ''] = typeof where === 'string' ? where.split('\n') : []
  const named = table.columns.filter(({ name }) => said.endsWith(` ${name}`))
  const [longest] = named.toSorted((left, right) => right.name.length - left.name.length)
  return faultPath(table, longest)
}
