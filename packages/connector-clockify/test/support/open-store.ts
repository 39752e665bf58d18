import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryDestination } from '@millrace/core'
import type { Destination } from '@millrace/core'
import { duckdb } from '@millrace/destination-duckdb'
import { postgres } from '@millrace/destination-postgres'
import type { StoreAddress } from './connect-store.ts'
import { createDatabase } from '../../../destination-postgres/test/support/test-database.ts'

export type StoreKind = 'memory' | 'duckdb' | 'postgres'

export interface Store extends AsyncDisposable {
  readonly destination: Destination
  /** Undefined for what only this process has. */
  readonly address: StoreAddress | undefined
  /** Rows of a table with these columns, as texts, in any order. */
  rows(this: void, table: string, columns: readonly string[]): Promise<readonly (readonly string[])[]>
}

/** A destination of the kind with nothing in it; removed with all that it holds. */
export async function openStore(kind: StoreKind): Promise<Store> {
  switch (kind) {
    case 'memory':
      return openMemory()
    case 'duckdb':
      return openDuckDB()
    case 'postgres':
      return openPostgres()
    default:
      return kind satisfies never
  }
}

function openMemory(): Store {
  const destination = memoryDestination()
  return {
    destination,
    address: undefined,
    rows: async (table, columns) => destination.table(table).map((row) => columns.map((column) => String(row[column]))),
    [Symbol.asyncDispose]: async () => {},
  }
}

async function openDuckDB(): Promise<Store> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-clockify-'))
  const path = join(folder, 'clockify.duckdb')
  const destination = duckdb({ path })
  return {
    destination,
    address: { kind: 'duckdb', path },
    rows: async (table, columns) => {
      const rows = await destination.query(`select ${columns.join(', ')} from ${table}`)
      return rows.map((row) => columns.map((column) => String(row[column])))
    },
    [Symbol.asyncDispose]: async () => {
      await destination.close()
      await rm(folder, { recursive: true })
    },
  }
}

async function openPostgres(): Promise<Store> {
  const { connectionString, drop } = await createDatabase()
  const destination = postgres({ connectionString })
  return {
    destination,
    address: { kind: 'postgres', connectionString },
    rows: async (table, columns) => {
      const rows = await destination.query(`select ${columns.join(', ')} from ${table}`)
      return rows.map((row) => columns.map((column) => String(row[column])))
    },
    [Symbol.asyncDispose]: async () => {
      await destination.close()
      await drop()
    },
  }
}
