/**
 * A database file is *open* while anybody uses it, and closed after that, so that other programs may have it. All users
 * in this process share one instance, and take turns with what they write.
 */

import { existsSync, realpathSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { DestinationError } from '@millrace/core/plugin'
import PQueue from 'p-queue'
import { classifyError } from './classify-error.ts'
import { Connection } from './connection.ts'
import { lockForThread } from './lock-for-thread.ts'

export interface DatabaseOptions {
  /** A file, `:memory:`, or what DuckDB attaches otherwise, such as `md:name`. */
  readonly path: string
  /** An instance that somebody else opened, and closes. */
  readonly instance: DuckDBInstance | undefined
  /** Settings of DuckDB, given when the database is opened. */
  readonly settings: Readonly<Record<string, string>>
}

/** An instance with those who use it. */
interface Opened {
  readonly instance: Promise<DuckDBInstance>
  /** Gives the file free for other threads. */
  unlock(this: void): void
  readonly writers: PQueue
  users: number
}

/** Files that are open in this process. */
const openFiles = new Map<string, Opened>()

/** Instances that somebody else opened, with the turns of those who write. */
const givenInstances = new WeakMap<DuckDBInstance, Opened>()

/** One use of the database; it stays open until it is disposed. */
export interface DatabaseUse extends AsyncDisposable {
  /** Those who write take turns in it. */
  readonly writers: PQueue
  connect(): Promise<Connection>
}

export class Database {
  /** The file; undefined where there is none. */
  readonly file: string | undefined
  readonly #options: DatabaseOptions
  /** A database in memory lives as long as this. */
  #inMemory: Opened | undefined

  constructor(options: DatabaseOptions) {
    const { path, instance } = options
    const isFile = instance === undefined && path !== inMemoryPath && !isAttached(path)
    this.#options = options
    this.file = isFile ? realFile(path) : undefined
  }

  /** What it is called in messages. */
  get title(): string {
    if (this.#options.instance !== undefined) return 'the DuckDB database that was handed in'
    return this.file === undefined ? `the DuckDB database ${this.#options.path}` : `the DuckDB file ${this.file}`
  }

  /** Opens the database unless it is open. */
  async use(): Promise<DatabaseUse> {
    const opened = this.#findOpen()
    opened.users += 1
    try {
      const instance = await opened.instance
      return {
        writers: opened.writers,
        connect: async () => new Connection(await instance.connect()),
        [Symbol.asyncDispose]: () => this.#release(opened),
      }
    } catch (error) {
      // The next use tries again.
      if (this.#inMemory === opened) this.#inMemory = undefined
      await this.#release(opened)
      throw classifyError(error, this.title)
    }
  }

  /** Forgets a database in memory. */
  async close(): Promise<void> {
    const opened = this.#inMemory
    this.#inMemory = undefined
    if (opened !== undefined) await closeInstance(opened)
  }

  /** After a fatal error nothing can be done with an instance: the next use opens another one. */
  abandon(): void {
    if (this.file !== undefined) openFiles.delete(this.file)
  }

  #findOpen(): Opened {
    const { path, instance, settings } = this.#options
    if (instance !== undefined) {
      const given = givenInstances.get(instance) ?? newOpened(Promise.resolve(instance))
      givenInstances.set(instance, given)
      return given
    }
    if (this.file === undefined) {
      this.#inMemory ??= newOpened(DuckDBInstance.create(path, settings))
      return this.#inMemory
    }
    // From DuckDB's own cache: two instances of one file in one process would destroy it.
    const opened = openFiles.get(this.file) ?? openLocked(this.file, settings)
    openFiles.set(this.file, opened)
    return opened
  }

  async #release(opened: Opened): Promise<void> {
    opened.users -= 1
    if (opened.users > 0 || this.file === undefined) return
    if (openFiles.get(this.file) === opened) openFiles.delete(this.file)
    await closeInstance(opened)
  }
}

/** From the first moment on, whoever comes finds the file being opened. */
function openLocked(file: string, settings: Readonly<Record<string, string>>): Opened {
  const lock = lockForThread(file)
  const unlock = (): void => void lock.then((release) => release()).catch(() => undefined)
  return { ...newOpened(lock.then(() => openFile(file, settings))), unlock }
}

/** Some files that are no databases DuckDB opens as views in memory, CSV and JSON for instance: all would be lost. */
async function openFile(file: string, settings: Readonly<Record<string, string>>): Promise<DuckDBInstance> {
  const instance = await DuckDBInstance.fromCache(file, settings)
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll(
    `SELECT count(*) FROM duckdb_databases()
      WHERE database_name = current_database() AND path IS NOT NULL AND type = 'duckdb'`,
  )
  connection.closeSync()
  if (Number(reader.getRows()[0]?.[0]) === 1) return instance
  instance.closeSync()
  throw new DestinationError({
    code: 'duckdb_not_a_database',
    message: `the DuckDB file ${file} is another kind of file: name another path`,
  })
}

/** Closes an instance, if it was opened. */
async function closeInstance(opened: Opened): Promise<void> {
  const [instance] = await Promise.allSettled([opened.instance])
  if (instance.status === 'fulfilled') instance.value.closeSync()
  opened.unlock()
}

const inMemoryPath = ':memory:'

/** One name for a file however it is reached: opened twice in one process it would be destroyed. */
function realFile(path: string): string {
  const file = resolve(path)
  if (existsSync(file)) return realpathSync(file)
  const folder = dirname(file)
  return existsSync(folder) ? join(realpathSync(folder), basename(file)) : file
}

function isAttached(path: string): boolean {
  return /^(md|motherduck):/.test(path)
}

function newOpened(instance: Promise<DuckDBInstance>): Opened {
  return { instance, unlock: () => undefined, writers: new PQueue({ concurrency: 1 }), users: 0 }
}
