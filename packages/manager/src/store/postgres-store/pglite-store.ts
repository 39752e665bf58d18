import { InvalidOptionsError } from '@millrace/core'
import type { Store } from '../store.ts'
import { findSchemaProblems } from './find-schema-problems.ts'
import { openFolder } from './open-folder.ts'
import { PgliteDatabase } from './pglite-database.ts'
import { defaultSchema } from './postgres-store.ts'
import { SqlStore } from './sql-store.ts'

export interface PgliteStoreOptions {
  /** Where it is kept, on a local disk; made if it is not there. One process at a time can open it. Default `millrace-data`. */
  readonly folder?: string
  /** The schema of the store's tables. Default `millrace_manager`. */
  readonly schema?: string
}

/** Keeps everything in a folder, by a Postgres inside this process: nothing has to be installed or started. */
export function pgliteStore(options: PgliteStoreOptions = {}): Store {
  const { folder = 'millrace-data', schema = defaultSchema } = options
  const problems = [
    ...findSchemaProblems(schema),
    ...(typeof folder === 'string' && folder !== ''
      ? []
      : [{ path: 'folder', message: 'must be the path of a folder' }]),
  ]
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  const title = `store in folder ${folder}`
  return new SqlStore({
    title,
    schema,
    async connect() {
      const { pglite, close } = await openFolder(folder)
      return new PgliteDatabase({ title, pglite, close })
    },
  })
}
