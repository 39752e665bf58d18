import { ScriptedServer } from '../../../../testkit/src/scripted-server/scripted-server.ts'
import type { ScriptedAnswer, ScriptedRoute } from '../../../../testkit/src/scripted-server/scripted-answer.ts'
import type { ScriptedRequest } from '../../../../testkit/src/scripted-server/scripted-request.ts'
import { createHttpClient } from '../../../src/plugin.ts'
import type { HttpClient } from '../../../src/plugin.ts'

/** A server, a client for it, and what it was asked. */
export interface Scripted extends AsyncDisposable {
  readonly client: HttpClient
  readonly server: ScriptedServer
  /** Queries and paths in order: `/items?page=2`. */
  readonly asked: () => readonly string[]
}

/** Starts a server for one test; failures are not tried again. */
export async function scripted(routes: Readonly<Record<string, ScriptedRoute>>): Promise<Scripted> {
  const server = await ScriptedServer.start({ routes })
  return {
    client: createHttpClient({ baseUrl: server.url, retry: { maxRetries: 0 } }),
    server,
    asked: () => server.requests.map(({ path, query }) => (query.size === 0 ? path : `${path}?${query.toString()}`)),
    [Symbol.asyncDispose]: async () => server[Symbol.asyncDispose](),
  }
}

/** Rows with ids from 1. */
export function rows(count: number): readonly { readonly id: number }[] {
  return Array.from({ length: count }, (_, index) => ({ id: index + 1 }))
}

/** A number in the query, or what stands for it. */
export function numberIn({ query }: ScriptedRequest, name: string, fallback: number): number {
  return Number(query.get(name) ?? fallback)
}

export type { ScriptedAnswer, ScriptedRequest, ScriptedRoute }
