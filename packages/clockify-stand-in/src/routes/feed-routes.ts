import { ok } from '../http/answer.ts'
import { badEnum, badInstant, missingParameter, refusal } from '../http/api-error.ts'
import { pageTooLarge } from '../http/paging.ts'
import type { Route, WorkspaceAnswer, WorkspaceCall } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import type { JsonObject } from '../json.ts'
import { documentCodes, type DocumentCode } from '../world/change-log.ts'
import { listFeed, type FeedEvent } from '../views/feed-view.ts'

const monthInMs = 30 * 24 * 3_600_000
/** Date and time in UTC: no date alone, no offset, no space. */
const feedInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/

/** The experimental change feed. */
export const feedRoutes: readonly Route[] = [
  workspaceRoute('/entities/created', { isForAdmins: true }, answerFeed('created')),
  workspaceRoute('/entities/updated', { isForAdmins: true }, answerFeed('updated')),
  workspaceRoute('/entities/deleted', { isForAdmins: true }, answerFeed('deleted')),
]

function answerFeed(event: FeedEvent): WorkspaceAnswer {
  return (call) => {
    const codes = readTypes(call)
    const limit = readNumber(call, 'limit') ?? 50
    if (limit <= 0) throw refusal(400, 'Page size must be a positive value', 501)
    if (limit > 5000) throw pageTooLarge(5000)
    const offset = Math.max(0, readNumber(call, 'page') ?? 0) * limit
    const window = readWindow(call)
    const items = keepBySwitch(call, listFeed(event, codes, window, call))
    const hasMore = offset + limit < items.length
    return ok(items.slice(offset, offset + limit), { 'has-more-data': String(hasMore) })
  }
}

function readTypes({ query }: WorkspaceCall): readonly DocumentCode[] {
  if (!query.has('type') && !query.has('type[]')) throw missingParameter('type', 'List')
  return query.list('type').map((text) => {
    const code = documentCodes.find((candidate) => candidate === text)
    if (code !== undefined) return code
    const isKnownName = documentCodes.some((candidate) => candidate === text.toUpperCase())
    throw isKnownName
      ? refusal(400, `No enum constant com.clockify.adapter.DocumentCode.${text}`, 501)
      : badEnum('type', documentCodes)
  })
}

/** Numbers are refused in other words here than elsewhere. */
function readNumber({ query }: WorkspaceCall, name: string): number | undefined {
  const text = query.text(name)
  if (text === undefined) return undefined
  if (!/^-?\d+$/.test(text)) throw refusal(400, `For input string: "${text}"`, 501)
  return Number(text)
}

function readWindow(call: WorkspaceCall): { readonly from: number; readonly to: number } {
  const now = call.world.now()
  const to = readInstant(call, 'end') ?? now
  const from = readInstant(call, 'start') ?? to - monthInMs
  if (from > to) {
    const [start, end] = [call.query.text('start') ?? '', call.query.text('end') ?? '']
    throw refusal(400, `Start datetime ${start} is greater than end datetime ${end}.`, 501)
  }
  return { from, to }
}

function readInstant({ query }: WorkspaceCall, name: string): number | undefined {
  const text = query.text(name)
  if (text === undefined) return undefined
  const instant = feedInstant.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(instant)) throw badInstant(name)
  return instant
}

function keepBySwitch({ quirks }: WorkspaceCall, items: readonly JsonObject[]): readonly JsonObject[] {
  if (quirks.feed === 'silent') return []
  return quirks.feed === 'drops-half' ? items.filter((_, index) => index % 2 === 0) : items
}
