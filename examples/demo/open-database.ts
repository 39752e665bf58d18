import { existsSync } from 'node:fs'
import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DestinationBusyError } from '@millrace/core'
import { duckdb } from '@millrace/destination-duckdb'
import type { DuckDBDestination } from '@millrace/destination-duckdb'
import { DemoError } from './demo-error.ts'

export interface OpenOptions {
  /** Default `millrace-demo`, in the current folder. */
  readonly folder: string | undefined
  /** Delete what is there. */
  readonly isFresh: boolean
  /** Refuse to begin with an empty file. */
  readonly mustExist: boolean
}

/** The destination of the demo. */
export interface Database {
  readonly destination: DuckDBDestination
  /** Path of the DuckDB file. */
  readonly file: string
}

/** Makes the destination, and the folder of its file where it is missing. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  const { folder = 'millrace-demo', isFresh, mustExist } = options
  const file = join(folder, 'clockify.duckdb')
  if (mustExist && !existsSync(file)) {
    throw new DemoError(`there is no ${file} yet: call the demo without --describe or --query first`)
  }
  await prepareFolder(folder)
  if (isFresh) await deleteDatabase(file)
  return { destination: duckdb({ path: file }), file }
}

async function prepareFolder(folder: string): Promise<void> {
  try {
    await makeFolder(folder)
    // With the dot it is an error where a file has the name.
    await access(`${folder}/.`, constants.W_OK)
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const reason = reasons[code] ?? `the system says ${code}`
    throw new DemoError(`the folder ${folder} cannot be used: ${reason}. Name another one with --folder`, { cause })
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOENT: 'the folder around it does not exist',
  ENOTDIR: 'that is a file, or lies in one',
}

/** A new folder is kept out of git. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return
  await mkdir(folder)
  await writeFile(join(folder, '.gitignore'), '*\n')
}

/** What another process holds is not deleted under its hands; what is no database at all may go. */
async function deleteDatabase(file: string): Promise<void> {
  if (!existsSync(file)) return
  try {
    await duckdb({ path: file }).runs()
  } catch (error) {
    if (DestinationBusyError.isInstance(error)) throw error
  }
  for (const path of [file, `${file}.wal`]) await rm(path, { force: true })
}
