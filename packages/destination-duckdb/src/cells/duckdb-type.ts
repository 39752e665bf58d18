import type { ColumnType } from '@millrace/core/plugin'
import { BIGINT, BLOB, BOOLEAN, DATE, DECIMAL, DOUBLE, TIME, TIMESTAMPTZ, VARCHAR } from '@duckdb/node-api'
import type { DuckDBType } from '@duckdb/node-api'

/** Digits of a DECIMAL column: all, and those after the point. */
export const decimalWidth = 38
export const decimalScale = 18

/** The SQL type of a column of each type. */
export const duckdbType: Readonly<Record<ColumnType, string>> = {
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  float: 'DOUBLE',
  decimal: `DECIMAL(${decimalWidth},${decimalScale})`,
  text: 'VARCHAR',
  timestamp: 'TIMESTAMP WITH TIME ZONE',
  date: 'DATE',
  time: 'TIME',
  json: 'JSON',
  binary: 'BLOB',
}

/** The type in which the client hands cells over. JSON is VARCHAR there: DuckDB takes the text for a JSON column as it is. */
export const clientType: Readonly<Record<ColumnType, DuckDBType>> = {
  boolean: BOOLEAN,
  integer: BIGINT,
  float: DOUBLE,
  decimal: DECIMAL(decimalWidth, decimalScale),
  text: VARCHAR,
  timestamp: TIMESTAMPTZ,
  date: DATE,
  time: TIME,
  json: VARCHAR,
  binary: BLOB,
}
