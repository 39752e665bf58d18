/**
 * A folder is locked by an open transaction on a SQLite file in it: the system itself lets go of that lock when the process
 * ends in whatever way, and it keeps out other processes, containers, threads and copies of this package alike. Nothing else may
 * open that file in this process: on Unix closing it would let go of the lock. Who holds it stands in another file, for messages.
 */

import { readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { DatabaseSync } from 'node:sqlite'
import { StoreError } from '../store-error.ts'

const lockFile = 'lock.sqlite'
const holderFile = 'holder.txt'

/** A process that is just ending is waited for, as when a program is started again. */
const patienceInMs = 1000
const pauseInMs = 50

/** Locks a folder that is there. Answers how to let go of it. Throws where somebody else holds it. */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const holder = join(folder, holderFile)
  const held = await takeLock(join(folder, lockFile))
  if (held === undefined) throw await heldByAnother(folder, holder)
  await writeFile(holder, `process ${process.pid} on ${hostname()}`)
  return async () => {
    await rm(holder, { force: true })
    held.close()
  }
}

/** Undefined where somebody else has it. */
async function takeLock(file: string): Promise<DatabaseSync | undefined> {
  const Sqlite = loadSqlite()
  for (let waited = 0; ; waited += pauseInMs) {
    const database = new Sqlite(file)
    try {
      database.exec('pragma busy_timeout = 0; begin exclusive')
      return database
    } catch (error) {
      database.close()
      if (!isBusy(error)) throw error
      if (waited >= patienceInMs) return undefined
      await wait(pauseInMs)
    }
  }
}

function loadSqlite(): typeof DatabaseSync {
  const emitWarning = Reflect.get(process, 'emitWarning')
  // Node says that SQLite is new in it, which is of no use to users of this package.
  process.emitWarning = () => undefined
  try {
    return process.getBuiltinModule('node:sqlite').DatabaseSync
  } catch {
    throw new StoreError({
      code: 'store_not_installed',
      message:
        'pgliteStore needs node:sqlite to lock its folder, which this Node does not have: use Node 22.18 or newer, or postgresStore',
    })
  } finally {
    process.emitWarning = emitWarning
  }
}

/** SQLITE_BUSY. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === 5
}

async function heldByAnother(folder: string, holder: string): Promise<StoreError> {
  const who = await readFile(holder, 'utf8').catch(() => 'another process')
  return new StoreError({
    code: 'store_folder_in_use',
    message: `folder ${folder} is in use by ${who}: pgliteStore serves one process at a time. End that process, choose another folder, or use postgresStore, which serves several`,
  })
}
