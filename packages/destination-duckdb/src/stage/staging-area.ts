import { randomBytes } from 'node:crypto'
import type { Connection } from '../database/connection.ts'
import type { DatabaseUse } from '../database/database.ts'
import { quote } from '../database/names.ts'

/** The in-memory database in which a session stages rows. DuckDB puts what gets too large for memory into files. */
export class StagingArea implements AsyncDisposable {
  /** Name of the database. */
  readonly name: string
  /** Makes and fills tables. */
  readonly tables: Connection
  /** Moves rows on while others are filled in. */
  readonly mover: Connection

  private constructor(name: string, tables: Connection, mover: Connection) {
    this.name = name
    this.tables = tables
    this.mover = mover
  }

  static async open(use: DatabaseUse): Promise<StagingArea> {
    const name = `millrace_staging_${randomBytes(6).toString('hex')}`
    const tables = await use.connect()
    try {
      await tables.run(`ATTACH ':memory:' AS ${quote(name)}`)
      return new StagingArea(name, tables, await use.connect())
    } catch (error) {
      tables.close()
      throw error
    }
  }

  /** A table of the area, quoted. */
  table(name: string): string {
    return `${quote(this.name)}.main.${quote(name)}`
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.mover.close()
    try {
      await this.tables.run(`DETACH ${quote(this.name)}`)
    } catch {
      // After a fatal error nothing can be detached any more, and it goes with the instance.
    } finally {
      this.tables.close()
    }
  }
}
