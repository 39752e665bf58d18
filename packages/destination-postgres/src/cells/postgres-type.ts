import type { ColumnType } from '@millrace/core/plugin'

/** The type of a column in Postgres. */
export const postgresType: Readonly<Record<ColumnType, string>> = {
  boolean: 'boolean',
  integer: 'bigint',
  float: 'double precision',
  decimal: 'numeric',
  text: 'text',
  timestamp: 'timestamp with time zone',
  date: 'date',
  time: 'time without time zone',
  json: 'jsonb',
  binary: 'bytea',
}
