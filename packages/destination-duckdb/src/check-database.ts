import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { DestinationError } from '@millrace/core/plugin'
import type { Database } from './database/database.ts'
import type { Reader } from './read/reader.ts'

/** Opens the database and looks at what is kept there; of a file that does not exist yet, at its folder only. */
export async function checkDatabase(
  reader: Reader,
  { database, signal }: { readonly database: Database; readonly signal: AbortSignal },
): Promise<void> {
  signal.throwIfAborted()
  const { file } = database
  if (file === undefined || existsSync(file)) {
    await reader.read(signal, async () => undefined, undefined)
    if (file !== undefined) requireWritable(file, database.title)
    return
  }
  const folder = dirname(file)
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new DestinationError({
      code: 'duckdb_no_folder',
      message: `${database.title} cannot be made: there is no folder ${folder}`,
    })
  }
  requireWritable(folder, database.title)
}

function requireWritable(path: string, title: string): void {
  try {
    accessSync(path, constants.W_OK)
  } catch (cause) {
    throw new DestinationError({
      code: 'duckdb_not_writable',
      message: `${title} cannot be written: give this process the right to write ${path}`,
      cause,
    })
  }
}
