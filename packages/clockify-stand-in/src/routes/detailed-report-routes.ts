import { ok } from '../http/answer.ts'
import { lastPage } from '../http/paging.ts'
import type { Route, WorkspaceCall } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { reportFilter } from '../report/report-filter.ts'
import { secondsOf } from '../report/report-money.ts'
import { readDetailedReport, type DetailedReportRequest } from '../report/report-request.ts'
import { reportRow } from '../report/report-row.ts'
import { reportTotals } from '../report/report-totals.ts'
import type { TimeEntry } from '../world/entities.ts'
import type { EntryPage, EntrySelection } from '../world/entry-store.ts'

type EntryTest = (entry: TimeEntry) => boolean

/** The one route that shows entries of all users, also of removed ones. */
export const detailedReportRoutes: readonly Route[] = [
  workspaceRoute('/reports/detailed', { host: 'reports', method: 'POST' }, (call) => {
    const request = readDetailedReport(call)
    const filter = reportFilter(call, request.body)
    const selection = selectionOf(request)
    const { entries, isLast } = readPage(call, request, selection, filter)
    const all = call.workspace.entries.each(selection).filter(filter)
    const totals = request.withTotals ? reportTotals(all, request) : []
    return ok({ totals, timeentries: entries.map((entry) => reportRow(entry, request, call)) }, lastPage(isLast))
  }),
]

function selectionOf({ from, to, isAscending }: DetailedReportRequest): EntrySelection {
  return { from, to, order: isAscending ? 'ascending' : 'descending' }
}

function readPage(
  call: WorkspaceCall,
  request: DetailedReportRequest,
  selection: EntrySelection,
  filter: EntryTest,
): EntryPage {
  const { page, isAscending } = request
  const { entries } = call.workspace
  const keyOf = sortKeyOf(call, request)
  if (keyOf === undefined) return entries.page(selection, page, filter)
  const sign = isAscending ? 1 : -1
  const keyed = Array.from(entries.each(selection).filter(filter), (entry) => ({ entry, key: keyOf(entry) }))
  keyed.sort((a, b) => sign * (a.key < b.key ? -1 : a.key > b.key ? 1 : a.entry.id < b.entry.id ? -1 : 1))
  const end = page.offset + page.limit
  return { entries: keyed.slice(page.offset, end).map(({ entry }) => entry), isLast: end >= keyed.length }
}

/** What entries are sorted by; nothing for the order of their starts, in which the store gives them anyway. */
function sortKeyOf(
  { world }: WorkspaceCall,
  { sortColumn }: DetailedReportRequest,
): ((entry: TimeEntry) => string | number) | undefined {
  const userName = ({ userId }: TimeEntry): string => world.accounts.get(userId)?.name ?? ''
  switch (sortColumn) {
    case 'ID':
      return ({ id }) => id
    case 'DESCRIPTION':
      return ({ description }) => description
    case 'USER':
      return userName
    case 'USER_DATE':
      return (entry) => `${userName(entry)} ${entry.timeInterval.start}`
    case 'DURATION':
      return secondsOf
    case 'DATE':
    case 'ZONED_DATE':
    case 'NATURAL':
      return undefined
    default:
      sortColumn satisfies never
      return undefined
  }
}
