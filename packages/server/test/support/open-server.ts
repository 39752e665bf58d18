import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ManagerOptions } from '@millrace/manager'
import { onTestFinished } from 'vitest'
import { openManager } from '../../../manager/test/support/open-manager.ts'
import type { Bench } from '../../../manager/test/support/open-manager.ts'
import { createApi, toNodeHandler } from '../../src/index.ts'
import type { ApiOptions } from '../../src/index.ts'
import { requireConforming } from './require-conforming.ts'

export const fullKey = 'api_full'
export const readKey = 'api_read'

/** What came back, with the JSON in it. */
interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: unknown
}

interface Asked {
  readonly key?: string | null
  /** Sent as JSON; a text is sent as it is. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** The API over a manager in memory, served by Node over a socket. */
export interface TestServer extends Bench {
  readonly url: string
  /** `'GET /v1/pipelines/runs'`. */
  readonly ask: (line: string, options?: Asked) => Promise<Answered>
}

export async function openServer(
  options: ApiOptions = {},
  managerOptions: Partial<ManagerOptions> = {},
): Promise<TestServer> {
  const bench = await openManager(managerOptions)
  const keys = [{ key: fullKey }, { key: readKey, access: 'read' } as const, ...(options.keys ?? [])]
  const url = await listen(createServer(toNodeHandler(createApi(bench.manager, { rateLimit: null, ...options, keys }))))
  return { ...bench, url, ask: asking(url) }
}

/** Listens on a free port until the test is over. */
export async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => {
      server.close(resolve)
    })
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

export function asking(url: string): TestServer['ask'] {
  return async (line, { key = fullKey, body, headers = {} } = {}) => {
    const [method = '', path = ''] = line.split(' ')
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const json: unknown = isJson ? JSON.parse(text) : undefined
    requireConforming(method, new URL(`${url}${path}`).pathname, { status: response.status, json })
    return { status: response.status, headers: response.headers, text, json }
  }
}
