import type { Clockify, JsonObject } from '../src/index.ts'

export interface Question {
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly method?: string
  readonly body?: unknown
  /** Default: the API; else a base URL. */
  readonly base?: string
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The parsed body; `undefined` when there is none. */
  readonly json: unknown
  readonly rows: readonly JsonObject[]
}

/** One request over HTTP; `{ws}` in the path is the first workspace. */
export async function ask(clockify: Clockify, path: string, question: Question = {}): Promise<Reply> {
  const { key = clockify.keys.owner, method, body, base = clockify.apiBaseUrl } = question
  const response = await fetch(`${base}${path.replace('{ws}', workspacePath(clockify))}`, {
    method: method ?? (body === undefined ? 'GET' : 'POST'),
    headers: question.headers ?? { 'X-Api-Key': key },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  const json: unknown = text === '' ? undefined : JSON.parse(text)
  return { status: response.status, headers: response.headers, text, json, rows: Array.isArray(json) ? json : [] }
}

export function workspacePath({ world }: Clockify): string {
  return `/workspaces/${world.workspace().id}`
}

/** The ids of rows, in their order. */
export function ids(rows: readonly JsonObject[]): readonly unknown[] {
  return rows.map(({ id }) => id)
}

/** A body of the detailed report that shows everything of a window. */
export function reportBody(start: string, end: string, more: JsonObject = {}): JsonObject {
  return {
    dateRangeStart: start,
    dateRangeEnd: end,
    timeZone: 'UTC',
    sortOrder: 'ASCENDING',
    users: { ids: [], contains: 'CONTAINS', status: 'ALL' },
    detailedFilter: { page: 1, pageSize: 200, sortColumn: 'DATE', options: { totals: 'CALCULATE' } },
    ...more,
  }
}
