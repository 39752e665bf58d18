import type { JsonObject } from '../json.ts'
import { formatClockTime, formatInZone } from '../time/instant.ts'
import { zoneOffsetInMs } from '../time/zone.ts'
import type { TimeEntry } from '../world/entities.ts'
import type { WorkspaceState } from '../world/workspace-state.ts'
import type { World } from '../world/world.ts'
import { amountOf, amountRows, moneyOf, secondsOf } from './report-money.ts'
import type { ReportRequest } from './report-request.ts'

/** An entry as the detailed report shows it: `_id`, seconds, names beside ids, money. */
export function reportRow(
  entry: TimeEntry,
  { zone, amounts, showsMoney }: ReportRequest,
  { world, workspace }: { readonly world: World; readonly workspace: WorkspaceState },
): JsonObject {
  const seconds = secondsOf(entry)
  const money = moneyOf(entry, seconds)
  const account = world.accounts.get(entry.userId)
  const project = workspace.of('projects').get(entry.projectId)
  const client = workspace.of('clients').get(project?.clientId)
  const facts = workspace.reportFacts.get(entry.id)
  const tags = (entry.tagIds ?? []).flatMap((id) => {
    const tag = workspace.of('tags').get(id)
    return tag === undefined ? [] : [{ _id: tag.id, name: tag.name }]
  })
  return {
    _id: entry.id,
    description: entry.description,
    userId: entry.userId,
    timeInterval: reportInterval(entry, seconds, zone),
    billable: entry.billable,
    projectId: entry.projectId,
    taskId: entry.taskId,
    tagIds: entry.tagIds,
    approvalRequestId: facts?.approvalRequestId ?? null,
    type: entry.type,
    isLocked: entry.isLocked,
    currency: money.currency,
    amount: showsMoney ? amountOf(money, amounts[0] ?? 'EARNED') : null,
    rate: showsMoney ? (entry.hourlyRate?.amount ?? 0) : null,
    earnedRate: showsMoney ? money.earnedRate : null,
    costRate: showsMoney ? money.costRate : null,
    amounts: showsMoney ? amountRows(money, amounts) : [],
    customFields: entry.customFieldValues ?? [],
    tags,
    projectName: project?.name ?? null,
    projectColor: project?.color ?? null,
    clientName: client?.name ?? null,
    clientId: client?.id ?? null,
    taskName: workspace.of('tasks').get(entry.taskId)?.name ?? null,
    userName: account?.name ?? null,
    userEmail: account?.email ?? null,
    ...(facts?.invoicingInfo === undefined ? {} : { invoicingInfo: facts.invoicingInfo }),
  }
}

function reportInterval({ timeInterval }: TimeEntry, duration: number, zone: string): JsonObject {
  const start = Date.parse(timeInterval.start)
  const end = start + duration * 1000
  return {
    start: formatInZone(start, zone),
    end: formatInZone(end, zone),
    duration,
    timeZone: zone,
    zonedStart: formatClockTime(start, zone),
    zonedEnd: formatClockTime(end, zone),
    offStart: zoneOffsetInMs(zone, start) / 1000,
    offEnd: zoneOffsetInMs(zone, end) / 1000,
  }
}
