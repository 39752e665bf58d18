import { access, constants, mkdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { MillraceError } from '@millrace/core'
import { StoreError } from '../store-error.ts'
import { lockFolder } from './folder-lock.ts'

/** A handle on a folder. */
export interface OpenFolder {
  readonly pglite: PGlite
  close(this: void): Promise<void>
}

interface SharedFolder {
  readonly opened: Promise<OpenFolder>
  handles: number
  /** It is being closed: whoever comes now waits, and opens it anew. */
  closing: Promise<void> | undefined
}

/** There can be one Postgres on a folder: all handles of this process share it. */
const folders = new Map<string, SharedFolder>()

/** Opens a folder, or another handle on it. Throws where another process has it. */
export async function openFolder(path: string): Promise<OpenFolder> {
  const folder = await makeFolder(path)
  const shared = await share(folder)
  let isClosed = false
  try {
    const { pglite } = await shared.opened
    return {
      pglite,
      async close() {
        if (isClosed) return
        isClosed = true
        await leave(folder, shared)
      },
    }
  } catch (error) {
    if (folders.get(folder) === shared) folders.delete(folder)
    throw error
  }
}

/** Answers its path without links. */
async function makeFolder(path: string): Promise<string> {
  try {
    // There are settings of users in it.
    await mkdir(path, { recursive: true, mode: 0o700 })
    await access(path, constants.W_OK)
    return await realpath(path)
  } catch (error) {
    throw new StoreError({
      code: 'store_not_allowed',
      message: `folder ${path} of pgliteStore cannot be made or written: choose another, or give this user the right to`,
      cause: error,
    })
  }
}

async function share(folder: string): Promise<SharedFolder> {
  for (;;) {
    const standing = folders.get(folder)
    if (standing === undefined) {
      const shared: SharedFolder = { opened: openAlone(folder), handles: 1, closing: undefined }
      folders.set(folder, shared)
      return shared
    }
    if (standing.closing === undefined) {
      standing.handles += 1
      return standing
    }
    await standing.closing
  }
}

async function leave(folder: string, shared: SharedFolder): Promise<void> {
  shared.handles -= 1
  if (shared.handles > 0) return
  shared.closing = (async () => {
    const { close } = await shared.opened
    await close()
  })().finally(() => folders.delete(folder))
  await shared.closing
}

async function openAlone(folder: string): Promise<OpenFolder> {
  const unlock = await lockFolder(folder)
  try {
    const pglite = await openData(folder)
    return {
      pglite,
      async close() {
        try {
          await pglite.close()
        } finally {
          await unlock()
        }
      },
    }
  } catch (error) {
    await unlock()
    throw error
  }
}

async function openData(folder: string): Promise<PGlite> {
  const data = join(folder, 'postgres')
  if (!(await exists(data))) await makeData(folder, data)
  try {
    return await createPglite(data)
  } catch (error) {
    if (MillraceError.isInstance(error)) throw error
    const version = await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => 'unknown')
    throw new StoreError({
      code: 'store_failed',
      message: `folder ${folder} cannot be opened; it holds data of Postgres ${version.trim()}. If @electric-sql/pglite was updated since, go back to the version before; else restore the folder from a backup`,
      cause: error,
    })
  }
}

/** In a folder of another name first: a process that is killed meanwhile leaves nothing that looks complete. */
async function makeData(folder: string, data: string): Promise<void> {
  const draft = join(folder, 'postgres.new')
  await rm(draft, { recursive: true, force: true })
  const pglite = await createPglite(draft)
  await pglite.close()
  await rename(draft, data)
}

/** It is large, and who keeps everything elsewhere has no use for it. */
async function createPglite(dataDir: string): Promise<PGlite> {
  const { PGlite } = await import('@electric-sql/pglite')
  return PGlite.create({ dataDir })
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
