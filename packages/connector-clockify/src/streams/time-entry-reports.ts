import type { Part, ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import type { CallContext } from '../api/clockify-api.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { entryStart } from '../entities/entry-interval.ts'
import { rowId } from '../entities/report-row.ts'
import { toTimeEntryReport } from '../entities/time-entry-report.ts'
import { partlyShown } from './partly-shown.ts'
import { skipWithoutFeature } from './skip-without-feature.ts'
import type { StreamTools } from './stream-tools.ts'
import { confirmEntries } from './time-entries/confirm-entries.ts'
import { findEntries } from './time-entries/find-entries.ts'
import type { Finding } from './time-entries/find-entries.ts'
import { historyBegin } from './time-entries/history-begin.ts'
import { readEntries } from './time-entries/read-entries.ts'
import { readInPart } from './time-entries/read-in-part.ts'
import { readReportRows } from './time-entries/read-report-rows.ts'
import { ReportAsker } from './time-entries/report-asker.ts'
import { reportColumns, reportTables } from './time-entries/report-columns.ts'

/** For tests, which want many pages of few rows. */
export interface ReportPageSize {
  /** Default 200, which every plan gives. */
  readonly report?: number
}

/** Rows of the detailed report: entries that have ended, with names, amounts, approval and invoicing. */
export function timeEntryReports(
  tools: StreamTools,
  { report: pageSize = 200 }: ReportPageSize = {},
): StreamDefinition {
  const { api, workspaces, access } = tools
  const { settings } = api
  const since = settings.since === undefined ? undefined : Date.parse(settings.since)
  return {
    description:
      'Rows of the detailed report: entries of everybody who was ever there, with names, amounts in minor units, approval ' +
      'and invoicing. Running entries are not in it. It begins at `since`, else a year before the workspace was made.',
    primaryKey: 'id',
    incremental: 'savepoint',
    modes: ['full', 'incremental'],
    completeness: 'explicit',
    scopeColumns: ['workspaceId', 'timeInterval.start'],
    columns: reportColumns,
    tables: reportTables,
    partitions: (context) => workspaces.ids(context),
    read: (request) => skipWithoutFeature(read(request)),
    async *confirmDeleted(keys, context) {
      const findings = find(await workspaces.ids(context), keys.map(String), context)
      yield* confirmEntries(findings, (row) => row, context.logger)
    },
  }

  async function* read(request: ReadRequest): AsyncGenerator<Part> {
    const workspaceId = request.partition
    const reader = readReportRows({
      report: new ReportAsker(api, workspaceId),
      workspaceId,
      pageSize,
      toObject: (row) => toTimeEntryReport(row, workspaceId),
    })
    const parts = readEntries(request, {
      reader,
      reread: settings.reread,
      reconcileEvery: settings.reconcileEvery,
      begin: historyBegin(workspaceId, since),
      since,
      toRecord: (row) => row,
      find: (ids) => find([workspaceId], ids, request),
    })
    yield* (await access.seesAll(workspaceId, request)) ? parts : readInPart(parts, partlyShown(workspaceId))
  }

  /** Looks for entries, and for their rows in the report. */
  async function* find(
    workspaceIds: readonly string[],
    ids: readonly string[],
    context: CallContext,
  ): AsyncGenerator<Finding> {
    for await (const finding of findEntries(api, workspaceIds, ids, context)) {
      const row = finding.type === 'found' ? await findRow(finding.entry, context) : undefined
      if (row !== undefined) yield { id: finding.id, type: 'found', entry: row }
      else yield finding.type === 'found' ? { id: finding.id, type: 'unknown' } : finding
    }
  }

  /** The row of an entry that has moved elsewhere. */
  async function findRow(entry: ClockifyObject, context: CallContext): Promise<ClockifyObject | undefined> {
    const start = entryStart(entry)
    const { workspaceId, userId } = entry
    if (start === undefined || typeof workspaceId !== 'string' || typeof userId !== 'string') return undefined
    const window = { from: start, to: start + 999, userId }
    const { objects } = await new ReportAsker(api, workspaceId).ask(window, { page: 1, size: pageSize }, context)
    const row = objects.find((object) => rowId(object) === entry['id'])
    return row === undefined ? undefined : toTimeEntryReport(row, workspaceId)
  }
}
