import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { checkChanges } from '../check-changes.ts'
import { checkQuery } from '../check-query.ts'
import type { RecordKind } from '../records.ts'
import type { Change, Kept, ListQuery, Store } from '../store.ts'
import { StoreError } from '../store-error.ts'
import { readValue } from '../stored-value.ts'
import { changeStatement } from './change-statement.ts'
import type { Database } from './database.ts'
import { listStatement, readStatement } from './list-statement.ts'
import type { RecordRow } from './list-statement.ts'
import { migrate } from './migrate.ts'
import { composeIn } from './statement.ts'
import type { Tables } from './tables.ts'

/** A store in the tables of a Postgres schema, wherever that Postgres runs. */
export class SqlStore implements Store {
  readonly #title: string
  readonly #schema: string
  readonly #tables: Kysely<Tables>
  readonly #connect: () => Promise<Database>
  #opened: Promise<{ readonly database: Database; readonly id: string }> | undefined
  #open: { readonly database: Database; readonly id: string } | undefined

  /** `connect` is called when the store is opened. */
  constructor(options: { readonly title: string; readonly schema: string; readonly connect: () => Promise<Database> }) {
    this.#title = options.title
    this.#schema = options.schema
    this.#tables = composeIn(options.schema)
    this.#connect = options.connect
  }

  get id(): string {
    return this.#standing().id
  }

  async open(): Promise<void> {
    this.#opened ??= this.#begin()
    try {
      this.#open = await this.#opened
    } catch (error) {
      this.#opened = undefined
      throw error
    }
  }

  async now(): Promise<Date> {
    const rows = await this.#standing().database.run(
      sql<{ now: string }>`select floor(extract(epoch from clock_timestamp()) * 1000)::bigint::text as now`,
    )
    return new Date(Number(rows[0]?.now))
  }

  async nextId(kind: RecordKind): Promise<number> {
    const statement = this.#tables
      .updateTable('ids')
      .set({ last: sql<number>`last + 1` })
      .where('kind', '=', kind)
      .returning(sql<string>`last::text`.as('id'))
    // Not by itself: where the default is another isolation, those who ask at once would get in each other's way.
    const rows = await this.#standing().database.transact((session) => session.run(statement))
    return Number(rows[0]?.id)
  }

  async read<Kind extends RecordKind>(kind: Kind, id: number): Promise<Kept<Kind> | undefined> {
    const [row] = await this.#standing().database.run(readStatement(this.#tables, kind, id))
    return row === undefined ? undefined : keptOf(kind, row)
  }

  async list<Kind extends RecordKind>(kind: Kind, query: ListQuery): Promise<readonly Kept<Kind>[]> {
    checkQuery(query)
    const rows = await this.#standing().database.run(listStatement(this.#tables, kind, query))
    return rows.map((row) => keptOf(kind, row))
  }

  async apply(changes: readonly Change[]): Promise<boolean> {
    checkChanges(changes)
    // In one order for all, so that no two transactions wait for each other.
    const ordered = changes.toSorted((left, right) => compare(left.kind, right.kind) || left.id - right.id)
    const statements = ordered.map((change) => changeStatement(this.#tables, change))
    const { database } = this.#standing()
    if (statements.length === 0) return true
    const refused = new Error('a change was not allowed')
    try {
      await database.transact(async (session) => {
        for (const statement of statements) {
          const done = await session.run(statement)
          if (done.length === 0) throw refused
        }
      })
      return true
    } catch (error) {
      if (error === refused) return false
      throw error
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    this.#open = undefined
    const standing = await opened?.catch(() => undefined)
    await standing?.database.close()
  }

  async #begin(): Promise<{ readonly database: Database; readonly id: string }> {
    const database = await this.#connect()
    try {
      return { database, id: await migrate(database, this.#schema) }
    } catch (error) {
      await database.close()
      throw error
    }
  }

  #standing(): { readonly database: Database; readonly id: string } {
    if (this.#open !== undefined) return this.#open
    throw new StoreError({
      code: 'store_not_open',
      message: `the ${this.#title} is not open: call open() before anything else, and nothing after it was disposed of`,
    })
  }
}

function keptOf<Kind extends RecordKind>(kind: Kind, { id, account, revision, value }: RecordRow): Kept<Kind> {
  return { kind, id: Number(id), account: Number(account), revision: Number(revision), value: readValue(kind, value) }
}

function compare(left: string, right: string): number {
  if (left === right) return 0
  return left < right ? -1 : 1
}
