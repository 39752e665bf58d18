import type { CallContext, ClockifyApi } from '../../api/clockify-api.ts'
import { idOf } from '../../entities/clockify-object.ts'
import { entryStart } from '../../entities/entry-interval.ts'
import type { Place, Walk } from './entries-savepoint.ts'
import type { EntryReader, WalkedPage } from './entry-reader.ts'
import { instantText } from './instant-text.ts'
import { overlappingPages } from './overlapping-pages.ts'
import type { FreshPage } from './overlapping-pages.ts'
import { pageAnswer } from './page-answer.ts'

/** Whose entries are read, and how. */
export interface UserEntriesOptions {
  readonly api: ClockifyApi
  readonly workspaceId: string
  readonly userId: string
  readonly pageSize: number
}

const secondInMs = 1_000
/** Clockify reads the bounds of a window as clock times of the account's zone; none is further from UTC. */
const paddingInMs = 14 * 3_600_000

/**
 * Reads the list of a user, newest first, by time: each question ends where the page before ended, padded. So nothing is lost
 * when entries come and go between pages. Only where the padding would bring most of a page again does it turn pages.
 */
export function readUserEntries({ api, workspaceId, userId, pageSize }: UserEntriesOptions): EntryReader {
  const path = `/workspaces/${workspaceId}/user/${userId}/time-entries`

  return { pages }

  async function* pages(walk: Walk, context: CallContext): AsyncGenerator<WalkedPage> {
    const exactly = walk.from === undefined ? {} : { 'timeInterval.start': { gte: walk.from } }
    const complete = { workspaceId, userId, ...exactly }
    let place: Place | undefined = walk.place ?? {}
    while (place !== undefined) {
      const question: Place = place
      place = undefined
      for await (const page of askFor(walk, question, context)) {
        const end = page.isLast === false ? nextEnd(page, question.before) : undefined
        place = end === undefined ? undefined : { before: end }
        const next = place ?? { before: question.before, read: page.read, tail: page.tail }
        yield { objects: page.objects, progress: page.isLast === true ? { complete } : { next } }
        if (place !== undefined) break
      }
    }
  }

  function askFor(walk: Walk, { before, read, tail }: Place, context: CallContext): AsyncIterable<FreshPage> {
    const start = walk.from === undefined ? undefined : instantText(Date.parse(walk.from) - paddingInMs)
    const askPage = api.askPage(context)
    return overlappingPages({
      ask: async ({ page, size }) =>
        pageAnswer(await askPage(path, { start, end: before, page, 'page-size': size }), path),
      pageSize,
      idOf,
      what: path,
      read,
      tail,
    })
  }
}

/**
 * The end of the question that follows a page; undefined where turning the page is the shorter way, or the only one: an end that
 * is not before the last one would be asked for over and over.
 */
function nextEnd({ objects }: FreshPage, before: string | undefined): string | undefined {
  const starts = objects.map((entry) => entryStart(entry) ?? Number.NaN)
  const isNewestFirst = starts.every((start, index) => index === 0 || start <= (starts[index - 1] ?? Number.NaN))
  const oldest = starts.at(-1)
  if (oldest === undefined || !isNewestFirst) return undefined
  // Depending on the zone, entries of up to twice the padding come again.
  const again = starts.filter((start) => start <= oldest + 2 * paddingInMs + secondInMs).length
  const end = instantText(oldest + paddingInMs + secondInMs)
  return again * 2 > starts.length || (before !== undefined && end >= before) ? undefined : end
}
