/**
 * One server for all test files of a run. It is started when a file asks for it the first time: a run without tests on
 * Postgres pays for a socket only.
 */

import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import type { ServerFacts } from './keeper-lines.ts'
import { makeProcessFolder } from './process-folder.ts'
import { startServer } from './start-server.ts'
import type { TestServer } from './start-server.ts'

/** What a file that asks is told, as JSON. */
export type SharedServerAnswer =
  | { readonly type: 'server'; readonly server: ServerFacts }
  | { readonly type: 'failed'; readonly reason: string }

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of the socket at which a test file asks for the server. */
    readonly postgresSocket: string
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true })
  const folder = await makeProcessFolder(tmpdir(), { prefix: 'millrace-socket-', remove })
  let server: Promise<TestServer> | undefined
  const listener = createServer((socket) => {
    socket.on('error', () => undefined)
    server ??= startServer()
    void server
      .then(
        (started): SharedServerAnswer => ({ type: 'server', server: started }),
        (error: unknown): SharedServerAnswer => ({ type: 'failed', reason: String(error) }),
      )
      .then((answer) => socket.end(JSON.stringify(answer)))
  })
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\millrace-${process.pid}` : join(folder, 'socket')
  listener.listen(socket)
  await once(listener, 'listening')
  // The run ends when its tests have ended.
  listener.unref()
  project.provide('postgresSocket', socket)

  return async () => {
    listener.close()
    await remove(folder)
    const started = await server?.catch(() => undefined)
    await started?.[Symbol.asyncDispose]()
  }
}
