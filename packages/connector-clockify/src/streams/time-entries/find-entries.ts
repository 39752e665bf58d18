import { HttpError } from '@millrace/core/plugin'
import type { HttpRequest } from '@millrace/core/plugin'
import type { CallContext, ClockifyApi } from '../../api/clockify-api.ts'
import { isGone } from '../../api/read-refusal.ts'
import { idOf, isObject } from '../../entities/clockify-object.ts'
import type { ClockifyObject } from '../../entities/clockify-object.ts'

/** What Clockify says of an id: the entry, that there is none, or nothing for certain. */
export type Finding =
  | { readonly id: string; readonly type: 'found'; readonly entry: ClockifyObject }
  | { readonly id: string; readonly type: 'gone' }
  | { readonly id: string; readonly type: 'unknown' }

const idsPerRequest = 100
const idsAtATime = 4
/** Refusals that say nothing about an id, but are no reason to give up. */
const refusals: readonly (number | undefined)[] = [400, 403, 404, 405]

/**
 * Looks for entries by their ids: many at once, then those that did not come one by one, since only that says whether an entry
 * is gone. Which workspace an entry belongs to need not be known: it is gone if all workspaces say so.
 */
export async function* findEntries(
  api: ClockifyApi,
  workspaceIds: readonly string[],
  ids: readonly string[],
  context: CallContext,
): AsyncGenerator<Finding> {
  for (let begin = 0; begin < ids.length; begin += idsPerRequest) {
    const asked = ids.slice(begin, begin + idsPerRequest)
    const found = await findMany(api, workspaceIds, asked, context)
    for (const [id, entry] of found) yield { id, type: 'found', entry }
    const left = asked.filter((id) => !found.has(id))
    for (let first = 0; first < left.length; first += idsAtATime) {
      const few = left.slice(first, first + idsAtATime)
      yield* await Promise.all(few.map((id) => findOne(api, workspaceIds, id, context)))
    }
  }
}

async function findMany(
  api: ClockifyApi,
  workspaceIds: readonly string[],
  ids: readonly string[],
  { signal, logger }: CallContext,
): Promise<ReadonlyMap<string, ClockifyObject>> {
  const found = new Map<string, ClockifyObject>()
  for (const workspaceId of workspaceIds) {
    const timeEntryIds = ids.filter((id) => !found.has(id))
    if (timeEntryIds.length === 0) break
    const path = `/workspaces/${workspaceId}/time-entries/batch`
    const body = { timeEntryIds, hydrated: false }
    const answer = await askOrRefusal(api, { path, method: 'POST', body, isRepeatable: true, signal, logger })
    const entries = Array.isArray(answer) ? answer.filter(isObject) : []
    for (const entry of entries) if (ids.includes(idOf(entry))) found.set(idOf(entry), entry)
  }
  return found
}

async function findOne(
  api: ClockifyApi,
  workspaceIds: readonly string[],
  id: string,
  { signal, logger }: CallContext,
): Promise<Finding> {
  const isGoneFrom: boolean[] = []
  for (const workspaceId of workspaceIds) {
    const path = `/workspaces/${workspaceId}/time-entries/${encodeURIComponent(id)}`
    const answer = await askOrRefusal(api, { path, signal, logger })
    if (isObject(answer) && idOf(answer) === id) return { id, type: 'found', entry: answer }
    isGoneFrom.push(isGone(answer))
  }
  return { id, type: isGoneFrom.length > 0 && isGoneFrom.every(Boolean) ? 'gone' : 'unknown' }
}

/** What was answered as JSON, or the refusal. */
async function askOrRefusal(api: ClockifyApi, request: HttpRequest): Promise<unknown> {
  try {
    return (await api.ask(request)).json()
  } catch (error) {
    if (HttpError.isInstance(error) && refusals.includes(error.status)) return error
    throw error
  }
}
