import type { CallContext } from '../../api/clockify-api.ts'
import type { ClockifyObject } from '../../entities/clockify-object.ts'
import { rowId } from '../../entities/report-row.ts'
import type { Walk } from './entries-savepoint.ts'
import type { EntryReader, WalkedPage } from './entry-reader.ts'
import { overlappingPages } from './overlapping-pages.ts'
import type { AnsweredPage } from './overlapping-pages.ts'
import type { PageNumber } from './next-page.ts'
import type { ReportAsker } from './report-asker.ts'

/** Whose report is read, and how. */
export interface ReportRowsOptions {
  readonly report: ReportAsker
  readonly workspaceId: string
  readonly pageSize: number
  /** Makes an object of a row. */
  readonly toObject: (row: ClockifyObject) => ClockifyObject
  /** Objects that the report does not show; asked for each time the walk is begun or resumed. Default: none. */
  readonly others?: (context: CallContext) => AsyncIterable<readonly ClockifyObject[]>
}

const dayInMs = 86_400_000
/** The most that every plan answers. */
const windowInMs = 31 * dayInMs
/** Entries may be dated in the future: a walk through all of them goes so far beyond now. */
const futureInMs = 366 * dayInMs

/**
 * Reads the detailed report window by window, oldest first. The window that every run reads again goes on beyond now until a
 * stretch of 31 days that has not begun yet is empty.
 */
export function readReportRows({ report, workspaceId, pageSize, toObject, others }: ReportRowsOptions): EntryReader {
  return { pages }

  async function* pages(walk: Walk, context: CallContext): AsyncGenerator<WalkedPage> {
    const exactFrom = walk.from ?? new Date(0).toISOString()
    const begunAt = Date.parse(walk.begunAt)
    let { after = exactFrom, read = 0, tail = [] } = walk.place ?? {}
    for await (const objects of others?.(context) ?? []) yield { objects, progress: { next: { after, read, tail } } }
    while (true) {
      const begin = startOfDay(Date.parse(after))
      const end = begin + windowInMs
      const ask = async (page: PageNumber): Promise<AnsweredPage> =>
        report.ask({ from: begin, to: end - 1 }, page, context)
      const what = `the detailed report of workspace ${workspaceId}`
      let isEmpty = read === 0
      for await (const page of overlappingPages({
        ask,
        pageSize,
        idOf: (row) => rowId(row),
        what,
        read,
        tail,
      })) {
        isEmpty &&= page.objects.length === 0
        const isEnd = page.isLast === true && isOver(walk, begunAt, { begin, end, isEmpty })
        const next =
          page.isLast === true
            ? { after: new Date(end).toISOString() }
            : { after: new Date(begin).toISOString(), read: page.read, tail: page.tail }
        const range = { gte: exactFrom, lt: new Date(end) }
        const complete = { workspaceId, 'timeInterval.start': range }
        yield { objects: page.objects.map(toObject), progress: isEnd ? { complete } : { next } }
        if (isEnd) return
      }
      after = new Date(end).toISOString()
      read = 0
      tail = []
    }
  }
}

function isOver(
  { phase }: Walk,
  begunAt: number,
  { begin, end, isEmpty }: { readonly begin: number; readonly end: number; readonly isEmpty: boolean },
): boolean {
  return phase === 'history' ? end > begunAt + futureInMs : begin > begunAt && isEmpty
}

/** Windows begin at midnight: then 31 days touch no 32nd one. */
function startOfDay(instant: number): number {
  return Math.floor(instant / dayInMs) * dayInMs
}
