import type { PostgresClient, PostgresPool } from './client.ts'
import { Connection } from './connection.ts'

/** Takes a connection from a pool, unless the signal is aborted before there is one. */
export async function takeConnection(pool: PostgresPool, signal: AbortSignal): Promise<Connection> {
  signal.throwIfAborted()
  const connecting = pool.connect()
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const onAbort = (): void => reject(signal.reason)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return new Connection(await Promise.race([connecting, aborted]))
  } catch (error) {
    if (signal.aborted) void connecting.then(giveBack, ignore)
    throw error
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}

/** It came too late. */
function giveBack(client: PostgresClient): void {
  client.release()
}

function ignore(): void {}
