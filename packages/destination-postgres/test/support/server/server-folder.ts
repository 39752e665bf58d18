import { readdir, mkdtemp, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** Where memory can be used like a disk. Hundreds of databases are made and dropped, each with hundreds of files. */
const memory = '/dev/shm'

const neededBytes = 3 * 1024 ** 3

const prefix = 'millrace-postgres-'

/** Makes the folder of a server, named after this process; removes those of processes that were killed. */
export async function makeServerFolder(): Promise<string> {
  const root = (await hasSpace(memory)) ? memory : tmpdir()
  await removeAbandoned(root)
  return mkdtemp(join(root, `${prefix}${process.pid}-`))
}

/** Where programs are copied to: from memory they may not be allowed to run. */
export function copyFolderOf(folder: string): string {
  return join(tmpdir(), `${basename(folder)}-programs`)
}

export async function removeServerFolder(folder: string): Promise<void> {
  for (const each of [folder, copyFolderOf(folder)]) {
    await rm(each, { recursive: true, force: true, maxRetries: 5 })
  }
}

async function hasSpace(folder: string): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize > neededBytes
  } catch {
    return false
  }
}

async function removeAbandoned(root: string): Promise<void> {
  const pattern = new RegExp(`^${prefix}(\\d+)-\\w+$`)
  for (const name of await readdir(root)) {
    const [, keeper] = pattern.exec(name) ?? []
    if (keeper === undefined || isRunning(Number(keeper))) continue
    const folder = join(root, name)
    await stopServer(folder)
    await removeServerFolder(folder)
  }
}

/** Ends the server of a folder, if it is known to be that and no other process. */
async function stopServer(folder: string): Promise<void> {
  try {
    const [processId] = (await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8')).split('\n')
    const command = await readFile(`/proc/${processId}/cmdline`, 'utf8')
    if (command.includes(folder)) process.kill(Number(processId), 'SIGQUIT')
  } catch {
    // It does not run any more.
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return Reflect.get(error as Error, 'code') === 'EPERM'
  }
}
