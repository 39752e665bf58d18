import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { DestinationReader, DestinationUnderTest, Row } from '@millrace/testkit'
import { duckdbType } from '../src/cells/duckdb-type.ts'
import { quote } from '../src/database/names.ts'
import { duckdb } from '../src/index.ts'
import { readRows, select } from './support/read-database.ts'

/** Where the database of a test is. */
export type Place = 'file' | 'memory'

/** A fresh database, and a way into it past the destination. */
export async function duckdbUnderTest(place: Place): Promise<DestinationUnderTest> {
  if (place === 'memory') return overInstance()
  const folder = mkdtempSync(join(tmpdir(), 'millrace-duckdb-'))
  return overFile(join(folder, 'test.duckdb'), () => rmSync(folder, { recursive: true, force: true }))
}

async function overInstance(): Promise<DestinationUnderTest> {
  const instance = await DuckDBInstance.create(':memory:')
  const subject: DestinationUnderTest = {
    destination: duckdb({ instance }),
    reader: readerOf(instance),
    close: () => instance.closeSync(),
  }
  return subject
}

async function overFile(path: string, remove: () => void): Promise<DestinationUnderTest> {
  const instance = await DuckDBInstance.fromCache(path, { memory_limit: '512MB' })
  return {
    destination: duckdb({ path }),
    reader: readerOf(instance),
    close() {
      instance.closeSync()
      remove()
    },
    reopen() {
      instance.closeSync()
      return overFile(path, remove)
    },
  }
}

function readerOf(instance: DuckDBInstance): DestinationReader {
  const rows = (table: string): Promise<readonly Row[]> => readRows(instance, table)
  return {
    rows,
    deltaRows: rows,
    async tableNames() {
      const tables = await select(
        instance,
        'SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()',
      )
      const isKept = tables.some(([schema]) => schema === '_millrace')
      const deltas = isKept ? await select(instance, `SELECT name FROM _millrace.tables WHERE kind = 'delta'`) : []
      const hidden = new Set(deltas.map(([name]) => String(name)))
      return tables.flatMap(([schema, name]) => (schema === 'main' && !hidden.has(String(name)) ? [String(name)] : []))
    },
    async createForeignTable(name, columns) {
      const declared = Object.entries(columns).map(([column, type]) => `${quote(column)} ${duckdbType[type]}`)
      await select(instance, `CREATE TABLE ${quote(name)} (${declared.join(', ')})`)
    },
    async advanceClock(milliseconds) {
      await select(instance, `UPDATE _millrace.leases SET ends_at = ends_at - INTERVAL '${milliseconds} milliseconds'`)
    },
  }
}
