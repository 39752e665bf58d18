import { readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { makeProcessFolder } from './process-folder.ts'

/** Where memory can be used like a disk. Hundreds of databases are made and dropped, each with hundreds of files. */
const memory = '/dev/shm'

const neededBytes = 3 * 1024 ** 3

/** Makes the folder of a server, named after this process; removes those of processes that were killed. */
export async function makeServerFolder(): Promise<string> {
  const root = (await hasSpace(memory)) ? memory : tmpdir()
  return makeProcessFolder(root, {
    prefix: 'millrace-postgres-',
    async remove(folder) {
      await stopServer(folder)
      await removeServerFolder(folder)
    },
  })
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
