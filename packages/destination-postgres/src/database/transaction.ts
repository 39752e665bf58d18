import type { Capabilities } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { SystemTables } from '../state/system-tables.ts'
import type { Connection } from './connection.ts'
import type { Sql } from './names.ts'
import { composeIn } from './statement.ts'

/** Where tables stand, and how they are tied together. */
export interface Places {
  /** Schema of the users' tables. */
  readonly schema: string
  /** Schema of what this destination keeps for itself. */
  readonly systemSchema: string
  /** Whether new child tables refer to their root table by a foreign key. */
  readonly hasForeignKeys: boolean
}

/** Statements of one transaction, with what they have to know. */
export class Transaction {
  readonly connection: Connection
  readonly places: Places
  readonly capabilities: Capabilities
  /** Composes statements on what the destination keeps for itself. */
  readonly system: Kysely<SystemTables>
  #now: number | undefined

  constructor(connection: Connection, options: { readonly places: Places; readonly capabilities: Capabilities }) {
    this.connection = connection
    this.places = options.places
    this.capabilities = options.capabilities
    this.system = composeIn(options.places.systemSchema)
  }

  /** The database's time when it was first asked for, in milliseconds. */
  async now(): Promise<number> {
    this.#now ??= await this.connection.count(sql`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint`)
    return this.#now
  }

  /** A table of a user. */
  table(name: string): Sql {
    return sql.id(this.places.schema, name)
  }

  /** A table of this destination's own. */
  systemTable(name: string): Sql {
    return sql.id(this.places.systemSchema, name)
  }

  /** A table of this transaction, made with `create temporary table … on commit drop`. */
  temporary(name: string): Sql {
    return sql.id('pg_temp', name)
  }
}
