import { accessDenied, badBody, badEnum, badInstant, refusal } from '../http/api-error.ts'
import { checkPage, type PageRequest } from '../http/paging.ts'
import type { WorkspaceCall } from '../http/route.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { parseInstant } from '../time/instant.ts'
import { instantOfClockTime, isZone } from '../time/zone.ts'
import type { WorkspaceState } from '../world/workspace-state.ts'

const amountTypes = ['EARNED', 'COST', 'PROFIT', 'HIDE_AMOUNT', 'EXPORT'] as const
const sortColumns = ['ID', 'DESCRIPTION', 'USER', 'DURATION', 'DATE', 'ZONED_DATE', 'NATURAL', 'USER_DATE'] as const
const dayInMs = 24 * 3_600_000

export type AmountType = (typeof amountTypes)[number]
type ReportColumn = (typeof sortColumns)[number]

/** What a report on time asks for, checked. */
export interface ReportRequest {
  /** Milliseconds since 1970; entries that start then or later. */
  readonly from: number
  /** Entries that start before it. */
  readonly to: number
  /** In which times are shown. */
  readonly zone: string
  readonly amounts: readonly AmountType[]
  /** Rates and amounts are left out for who may not see them. */
  readonly showsMoney: boolean
  readonly body: JsonObject
}

/** What the detailed report asks for besides. */
export interface DetailedReportRequest extends ReportRequest {
  readonly page: PageRequest
  readonly sortColumn: ReportColumn
  readonly isAscending: boolean
  readonly withTotals: boolean
}

export function readDetailedReport(call: WorkspaceCall): DetailedReportRequest {
  const request = readReport(call)
  const { detailedFilter, sortOrder } = request.body
  if (!isJsonObject(detailedFilter)) throw badBody('detailedFilter is missing')
  const { page = 1, pageSize = 50, sortColumn = 'DATE', options } = detailedFilter
  const column = sortColumns.find((candidate) => candidate === sortColumn)
  if (column === undefined) throw badEnum('sortColumn', sortColumns)
  return {
    ...request,
    page: checkPage(Number(page), Number(pageSize), { largest: 1000 }),
    sortColumn: column,
    isAscending: sortOrder === 'ASCENDING',
    withTotals: !isJsonObject(options) || options.totals !== 'EXCLUDE',
  }
}

/** The window is read as clock times of the body's zone, so that only `UTC` leaves it as it is. */
export function readReport(call: WorkspaceCall): ReportRequest {
  const { body, world, workspace, isAdmin } = call
  if (!isJsonObject(body)) throw badBody('Required request body is missing')
  const zone = typeof body.timeZone === 'string' ? body.timeZone : world.zone
  if (!isZone(zone)) throw refusal(400, `Invalid time zone: ${zone}`, 501)
  const start = readInstant(body, 'dateRangeStart')
  const end = readInstant(body, 'dateRangeEnd')
  if (end - start > longestRangeInMs(workspace)) {
    throw refusal(400, 'The date range is longer than your plan allows', 501)
  }
  const asked = Array.isArray(body.amounts) ? body.amounts.map(String) : undefined
  if (asked?.some((amount) => !amountTypes.some((type) => type === amount))) throw badEnum('amounts', amountTypes)
  const seesEarnings = isAdmin || workspace.record.workspaceSettings.onlyAdminsSeeBillableRates !== true
  if (asked?.some((amount) => (amount === 'EARNED' ? !seesEarnings : amount !== 'HIDE_AMOUNT' && !isAdmin))) {
    throw accessDenied()
  }
  const shown = typeof body.amountShown === 'string' ? [body.amountShown] : ['EARNED']
  return {
    from: instantOfClockTime(start, zone),
    to: instantOfClockTime(end, zone) + 1,
    zone,
    amounts: amountTypes.filter((type) => (asked ?? shown).includes(type)),
    showsMoney: seesEarnings,
    body,
  }
}

function readInstant(body: JsonObject, name: string): number {
  const value = body[name]
  const instant = typeof value === 'string' ? parseInstant(value) : undefined
  if (instant === undefined) throw badInstant(name)
  return instant
}

function longestRangeInMs(workspace: WorkspaceState): number {
  if (workspace.hasFeature('UNLIMITED_REPORTS')) return Infinity
  return (workspace.hasFeature('ONE_YEAR_RANGE_REPORTS') ? 366 : 31) * dayInMs
}
