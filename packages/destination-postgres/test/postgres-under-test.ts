import type { DestinationReader, DestinationUnderTest, Row } from '@millrace/testkit'
import { postgresType } from '../src/cells/postgres-type.ts'
import { postgres } from '../src/index.ts'
import { findLeaks } from './support/find-leaks.ts'
import { quote, readRows } from './support/read-rows.ts'
import { createDatabase } from './support/test-database.ts'
import type { TestDatabase } from './support/test-database.ts'

/** A fresh database, and a way into it past the destination. Closing it fails where anything is left behind. */
export async function postgresUnderTest(): Promise<DestinationUnderTest> {
  return over(await createDatabase())
}

function over(database: TestDatabase): DestinationUnderTest {
  const destination = postgres({ connectionString: database.connectionString })
  return {
    destination,
    reader: readerOf(database),
    async close() {
      await destination.close()
      const leaks = await findLeaks(database)
      await database.drop()
      if (leaks.length > 0) throw new Error(leaks.join('\n'))
    },
    async reopen() {
      await destination.close()
      return over(database)
    },
  }
}

export function readerOf(database: TestDatabase): Required<DestinationReader> {
  const { sql } = database
  const rows = (table: string): Promise<readonly Row[]> => readRows(database, table)
  return {
    rows,
    deltaRows: rows,
    async tableNames() {
      const tables = await sql(
        `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')`,
      )
      const [isKept] = await sql(`select to_regclass('_millrace.tables') is not null`)
      const deltas = isKept?.[0] === true ? await sql(`select name from _millrace.tables where kind = 'delta'`) : []
      const hidden = new Set(deltas.map(([name]) => String(name)))
      return tables.map(([name]) => String(name)).filter((name) => !hidden.has(name))
    },
    async createForeignTable(name, columns) {
      const declared = Object.entries(columns).map(([column, type]) => `${quote(column)} ${postgresType[type]}`)
      await sql(`create table ${quote(name)} (${declared.join(', ')})`)
    },
    async advanceClock(milliseconds) {
      const [isKept] = await sql(`select to_regclass('_millrace.heartbeats') is not null`)
      // A run that died before it had made them holds no lease.
      if (isKept?.[0] !== true) return
      await sql(`update _millrace.heartbeats set ends_at = ends_at - $1 * interval '1 millisecond'`, [milliseconds])
    },
  }
}
