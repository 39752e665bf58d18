import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { World } from './make-world.ts'

/** A local HTTP API that runs in this process. */
export interface Api {
  /** Where it listens, without a slash at the end. */
  readonly url: string
  /** What it wants as `Authorization: Bearer <token>`. */
  readonly token: string
  /** Requests so far, refused ones included. */
  readonly requests: number
  /** Requests that were answered with 429 or 500 so far. */
  readonly refusals: number
  close(): Promise<void>
}

const token = 'demo-token'
const pageSize = 200
const latencyInMs = 10

/** Starts the API on a free port of 127.0.0.1. Lists come in pages: `{ items, next }`, `next` being a path or null. */
export async function startApi(world: World): Promise<Api> {
  const counts = { requests: 0, refusals: 0 }
  const server = createServer((request, response) => void answer(request, response))
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

  return {
    url: `http://127.0.0.1:${port}`,
    token,
    get requests() {
      return counts.requests
    },
    get refusals() {
      return counts.refusals
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    counts.requests += 1
    const { requests } = counts
    await wait(latencyInMs)
    if (request.headers.authorization !== `Bearer ${token}`) return send(response, 401, { error: 'wrong token' })
    // As a busy API does now and then.
    if (requests % 50 === 20) return refuse(response, 429, { 'retry-after': '1' })
    if (requests % 50 === 45) return refuse(response, 500, {})
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const items = list(pathname, searchParams.get('since') ?? '')
    if (items === undefined) return send(response, 404, { error: 'no such list' })
    const start = Number(searchParams.get('start') ?? 0)
    const end = start + pageSize
    searchParams.set('start', String(end))
    const next = end < items.length ? `${pathname}?${searchParams.toString()}` : null
    send(response, 200, { items: items.slice(start, end), next })
  }

  function list(path: string, since: string): readonly unknown[] | undefined {
    switch (path) {
      case '/projects':
        return world.projects
      case '/users':
        return world.users
      case '/time-entries':
        return world.timeEntries.filter(({ updatedAt }) => updatedAt >= since)
      case '/time-entries/deleted':
        return world.deletions.filter(({ deletedAt }) => deletedAt >= since)
      default:
        return undefined
    }
  }

  function refuse(response: ServerResponse, status: number, headers: Readonly<Record<string, string>>): void {
    counts.refusals += 1
    send(response, status, { error: 'not now' }, headers)
  }
}

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
