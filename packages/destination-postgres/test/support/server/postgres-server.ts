import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, readFileSync } from 'node:fs'
import { chmod, chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { findBinaries } from './find-binaries.ts'
import type { Binaries } from './find-binaries.ts'
import { copyFolderOf, makeServerFolder, removeServerFolder } from './server-folder.ts'
import { findServerUser } from './server-user.ts'
import type { ServerUser } from './server-user.ts'

/** `fast` breaks connections and writes down all there is; `crash` does what a power cut does, short of the disk. */
export type StopMode = 'fast' | 'crash'

const signals = { fast: 'SIGINT', crash: 'SIGQUIT' } as const
const superuser = 'postgres'

/** What a test needs to be quick. */
const settings = [
  'fsync=off',
  'full_page_writes=off',
  'max_connections=300',
  'max_wal_size=512MB',
  'shared_buffers=64MB',
  // There are hundreds of databases, each for a second.
  'autovacuum=off',
  'listen_addresses=127.0.0.1',
]

interface ServerParts {
  readonly folder: string
  readonly user: ServerUser | undefined
  readonly binaries: Binaries
  readonly password: string
}

/** A Postgres server in a folder of its own, as a child of this process. */
export class PostgresServer {
  readonly #parts: ServerParts
  #port = 0
  #process: ChildProcess | undefined

  /** Makes and starts one; what was made is removed where that fails. */
  static async create(): Promise<PostgresServer> {
    const folder = await makeServerFolder()
    try {
      const user = findServerUser()
      await chmod(folder, 0o755)
      await mkdir(join(folder, 'data'))
      if (user !== undefined) await chown(join(folder, 'data'), user.uid, user.gid)
      const binaries = await findBinaries(user, copyFolderOf(folder))
      const password = randomBytes(18).toString('base64url')
      const server = new PostgresServer({ folder, user, binaries, password })
      await server.#initialize()
      await server.start()
      return server
    } catch (error) {
      await removeServerFolder(folder)
      throw error
    }
  }

  private constructor(parts: ServerParts) {
    this.#parts = parts
  }

  /** For the superuser. */
  get connectionString(): string {
    return `postgres://${superuser}:${this.#parts.password}@127.0.0.1:${this.#port}/postgres`
  }

  get folder(): string {
    return this.#parts.folder
  }

  get user(): ServerUser | undefined {
    return this.#parts.user
  }

  /** Undefined while it is stopped. */
  get processId(): number | undefined {
    return this.#process?.pid
  }

  /** Starts it again after a stop, at the same address. */
  async start(): Promise<void> {
    const isFirst = this.#port === 0
    for (let attempts = 1; ; attempts += 1) {
      if (isFirst) this.#port = await findFreePort()
      try {
        return await this.#start()
      } catch (error) {
        // Somebody else may have taken the port in between.
        if (!isFirst || attempts === 5) throw error
      }
    }
  }

  async stop(mode: StopMode): Promise<void> {
    const running = this.#process
    this.#process = undefined
    if (running?.exitCode !== null || running.signalCode !== null) return
    const exited = once(running, 'exit')
    running.kill(signals[mode])
    await exited
  }

  /** Stops it, and leaves nothing behind. */
  async remove(): Promise<void> {
    await this.stop('crash')
    await removeServerFolder(this.folder)
  }

  async #initialize(): Promise<void> {
    const { folder, user, binaries, password } = this.#parts
    const passwordFile = join(folder, 'password')
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (user !== undefined) await chown(passwordFile, user.uid, user.gid)
    const initdb = spawn(
      binaries.initdb,
      [
        `--pgdata=${join(folder, 'data')}`,
        `--username=${superuser}`,
        `--pwfile=${passwordFile}`,
        // Nobody listens on this machine's own network, and proving a password takes both sides milliseconds.
        '--auth=password',
        '--encoding=UTF8',
        '--locale=C',
        // Texts are compared as in no programming language.
        '--locale-provider=icu',
        '--icu-locale=en-US',
        '--no-sync',
        '--no-instructions',
      ],
      { ...user, cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const [complaint, [code]] = await Promise.all([text(initdb.stderr), once(initdb, 'exit')])
    await rm(passwordFile)
    if (code !== 0) throw new Error(`initdb failed: ${complaint}`)
  }

  async #start(): Promise<void> {
    const { folder, user, binaries } = this.#parts
    const flags = [...settings, `port=${this.#port}`, `unix_socket_directories=${join(folder, 'data')}`]
    const server = spawn(
      binaries.postgres,
      ['-D', join(folder, 'data'), ...flags.flatMap((setting) => ['-c', setting])],
      { ...user, cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] },
    )
    const log = join(folder, 'log')
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject)
      server.on('exit', () => reject(new Error(`Postgres did not start:\n${readFileSync(log, 'utf8').slice(-4000)}`)))
      server.stderr.setEncoding('utf8').on('data', (lines: string) => {
        appendFileSync(log, lines)
        if (lines.includes('database system is ready to accept connections')) resolve()
      })
    })
    this.#process = server
  }
}

/** Nothing of the tests' own environment reaches the server; its messages are English. */
const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' }

async function findFreePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return port
}
