import type { Capabilities } from '@millrace/core/plugin'
import type { Connection } from './connection.ts'
import { quote } from './names.ts'

/** Where tables stand. */
export interface Places {
  /** Schema of the users' tables. */
  readonly schema: string
  /** Schema of what this destination keeps for itself. */
  readonly systemSchema: string
}

/** Statements of one transaction, with what they have to know. */
export class Transaction {
  readonly connection: Connection
  readonly places: Places
  readonly capabilities: Capabilities
  #now: number | undefined

  constructor(connection: Connection, options: { readonly places: Places; readonly capabilities: Capabilities }) {
    this.connection = connection
    this.places = options.places
    this.capabilities = options.capabilities
  }

  /** The database's time when the transaction began, in milliseconds. */
  async now(): Promise<number> {
    this.#now ??= await this.connection.count('SELECT epoch_ms(now())')
    return this.#now
  }

  /** A table of a user, quoted. */
  table(name: string): string {
    return `${quote(this.places.schema)}.${quote(name)}`
  }

  /** A table of this destination's own, quoted. */
  system(name: string): string {
    return `${quote(this.places.systemSchema)}.${quote(name)}`
  }

  /** A table of this connection, quoted; gone when it is closed. */
  temporary(name: string): string {
    return `temp.${quote(name)}`
  }

  /** The next number of a count that never goes back. */
  async nextNumber(counter: 'sequence' | 'session' | 'generation' | 'stream', step = 1): Promise<number> {
    await this.connection.run(`UPDATE ${this.system('counters')} SET value = value + $2 WHERE name = $1`, [
      counter,
      step,
    ])
    return this.connection.count(`SELECT value FROM ${this.system('counters')} WHERE name = $1`, [counter])
  }
}
