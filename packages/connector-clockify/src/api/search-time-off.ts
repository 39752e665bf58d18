import { SourceError } from '@millrace/core/plugin'
import { isObject } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { allTimes } from './all-times.ts'
import type { ClockifyApi } from './clockify-api.ts'
import { timeOffPageSize } from './list-policies.ts'
import type { RunContext } from './once-per-run.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'

/** A search that lost something meanwhile is made again so many times. */
const maxSearches = 5

/**
 * All requests for time off. A search has no header for its last page, but says how many there are: where a page brings nothing
 * new before so many came, something moved to a page that was read already, and the search is made again.
 */
export async function* searchTimeOff(
  api: ClockifyApi,
  workspaceId: string,
  context: RunContext,
): AsyncGenerator<readonly ClockifyObject[]> {
  const path = `/workspaces/${workspaceId}/time-off/requests`
  const known = new Set<unknown>()
  for (let search = 1; search <= maxSearches; search += 1) {
    const seen = new Set<unknown>()
    for (let page = 1; ; page += 1) {
      const { requests, count } = await searchPage(api, { path, page }, context)
      const fresh = requests.filter(({ id }) => !known.has(id))
      const isNew = requests.some(({ id }) => !seen.has(id))
      for (const { id } of requests) seen.add(id)
      for (const { id } of fresh) known.add(id)
      if (fresh.length > 0) yield fresh
      if (isNew && (requests.length === timeOffPageSize || count === undefined || seen.size < count)) continue
      if (count === undefined || seen.size >= count) return
      break
    }
  }
  throw new SourceError({
    code: 'clockify_list_changes',
    message: `${path} lost requests each of the ${maxSearches} times it was searched: it cannot be known whether everything came`,
    isRetryable: true,
  })
}

interface SearchPage {
  readonly requests: readonly ClockifyObject[]
  readonly count: number | undefined
}

async function searchPage(
  api: ClockifyApi,
  { path, page }: { readonly path: string; readonly page: number },
  context: RunContext,
): Promise<SearchPage> {
  const { start, end } = allTimes(context.now)
  const body = { start, end, page, pageSize: timeOffPageSize, statuses: ['ALL'], users: [], userGroups: [] }
  const answer = await api.search(path, body, context)
  if (isObject(answer) && Array.isArray(answer['requests'])) {
    const { count } = answer
    return { requests: answer['requests'].filter(isObject), count: typeof count === 'number' ? count : undefined }
  }
  throw unexpectedAnswer(path, 'list at requests')
}
