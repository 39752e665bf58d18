import { execFileSync } from 'node:child_process'

/** The user that a server runs as, by its numbers. */
export interface ServerUser {
  readonly uid: number
  readonly gid: number
}

/** Postgres does not run as root: there another user has to be found. Undefined means the user of this process. */
export function findServerUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined
  const user = readUser('postgres') ?? readUser('nobody')
  if (user === undefined) throw new Error('root cannot run Postgres, and there is neither a user postgres nor nobody')
  return user
}

function readUser(name: string): ServerUser | undefined {
  try {
    const [uid, gid] = ['-u', '-g'].map((flag) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })),
    )
    return uid === undefined || gid === undefined ? undefined : { uid, gid }
  } catch {
    return undefined
  }
}
