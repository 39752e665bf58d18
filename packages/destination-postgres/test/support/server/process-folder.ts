import { mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Makes a folder that is named after this process. Those of processes that were killed are removed by the way. */
export async function makeProcessFolder(
  root: string,
  { prefix, remove }: { readonly prefix: string; remove(this: void, folder: string): Promise<void> },
): Promise<string> {
  const pattern = new RegExp(`^${prefix}(\\d+)-\\w+$`)
  for (const name of await readdir(root)) {
    const [, owner] = pattern.exec(name) ?? []
    if (owner !== undefined && !isRunning(Number(owner))) await remove(join(root, name))
  }
  return mkdtemp(join(root, `${prefix}${process.pid}-`))
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return Reflect.get(error as Error, 'code') === 'EPERM'
  }
}
