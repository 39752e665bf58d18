import type { Confirmation, Key, Part, ReadRequest, StreamContext, StreamDefinition } from '@millrace/core/plugin'
import { isForbidden } from '../../api/access.ts'
import { listUsers } from '../../api/list-users.ts'
import type { RunContext } from '../../api/once-per-run.ts'
import { idOf } from '../../entities/clockify-object.ts'
import { toListedEntry } from '../../entities/report-row.ts'
import { toTimeEntry } from '../../entities/time-entry.ts'
import { seesNotAll } from '../list-stream.ts'
import { skipWithoutFeature } from '../skip-without-feature.ts'
import type { StreamTools } from '../stream-tools.ts'
import { parseSavepoint } from './entries-savepoint.ts'
import type { EntryReader } from './entry-reader.ts'
import { findEntries } from './find-entries.ts'
import { historyBegin } from './history-begin.ts'
import { inProgressEntries } from './in-progress-entries.ts'
import { readEntries } from './read-entries.ts'
import { readReportRows } from './read-report-rows.ts'
import { readUserEntries } from './read-user-entries.ts'
import { ReportAsker } from './report-asker.ts'
import { skipUnlistedUser } from './skip-unlisted-user.ts'
import { restInMs } from './take-turns.ts'
import { timeEntryColumns, timeEntryTables } from './time-entry-columns.ts'

/** For tests, which want many pages of few entries. */
export interface PageSizes {
  /** Default 5,000, the most that Clockify gives. */
  readonly list?: number
  /** Default 200, which every plan gives. */
  readonly report?: number
}

/** Time entries, running ones too, by user or by the detailed report. */
export function timeEntries(tools: StreamTools, pageSizes: PageSizes = {}): StreamDefinition {
  const { api, workspaces, lists } = tools
  const { settings } = api
  const byReport = settings.entriesFrom === 'report'
  const since = settings.since === undefined ? undefined : Date.parse(settings.since)
  return {
    description:
      'Time entries, running ones too. Every run reads those of the last days again (settings `reread` and ' +
      '`reconcileEvery`); those that did not come are deleted once Clockify says that they are gone.',
    primaryKey: 'id',
    incremental: 'savepoint',
    modes: ['full', 'incremental'],
    // What is complete is claimed: rows before `since` and those of removed users are not missing.
    completeness: 'explicit',
    scopeColumns: ['workspaceId', 'userId', 'timeInterval.start'],
    columns: timeEntryColumns,
    tables: timeEntryTables,
    partitions: (context) => (byReport ? workspaces.ids(context) : usersOfAll(context)),
    read: (request) => skipWithoutFeature(skipUnlistedUser(read(request), request.partition, request.logger)),
    confirmDeleted: confirm,
  }

  async function usersOfAll(context: RunContext): Promise<readonly string[]> {
    const ids = await workspaces.ids(context)
    return (await Promise.all(ids.map((workspaceId) => usersOf(workspaceId, context)))).flat()
  }

  async function usersOf(workspaceId: string, context: RunContext): Promise<readonly string[]> {
    const partitions: string[] = []
    try {
      for await (const users of listUsers(lists, workspaceId, context)) {
        partitions.push(...users.map((user) => `${workspaceId}/${idOf(user)}`))
      }
      return partitions
    } catch (error) {
      if (!isForbidden(error)) throw error
      // Reading a workspace without users tells why, and does not keep the others from being read.
      return [`${workspaceId}/`]
    }
  }

  async function* read(request: ReadRequest): AsyncGenerator<Part> {
    if (await isResting(request)) return
    const [workspaceId = '', userId = ''] = request.partition.split('/')
    if (!byReport && userId === '') {
      yield { skipped: seesNotAll(workspaceId) }
      return
    }
    const begin = byReport ? historyBegin(workspaceId, since) : since
    yield* readEntries(request, {
      reader: byReport ? reportReader(workspaceId) : userReader(workspaceId, userId),
      reread: settings.reread,
      reconcileEvery: settings.reconcileEvery,
      begin,
      since,
      toRecord: toTimeEntry,
      find: (ids) => findEntries(api, [workspaceId], ids, request),
    })
  }

  function userReader(workspaceId: string, userId: string): EntryReader {
    return readUserEntries({ api, workspaceId, userId, pageSize: pageSizes.list ?? 5_000 })
  }

  function reportReader(workspaceId: string): EntryReader {
    return readReportRows({
      report: new ReportAsker(api, workspaceId),
      workspaceId,
      pageSize: pageSizes.report ?? 200,
      toObject: (row) => toListedEntry(row, workspaceId),
      // Before the report: an entry that ends in between comes twice, not never.
      others: (context) => inProgressEntries(api, workspaceId, context),
    })
  }

  async function isResting(request: ReadRequest): Promise<boolean> {
    const { readAt, walk } = parseSavepoint(request.savepoint)
    if (byReport || request.mode === 'full' || readAt === undefined || walk !== undefined) return false
    if (settings.requestsPerHour === undefined) return false
    const partitions = await usersOfAll(request)
    return request.now.getTime() - Date.parse(readAt) < restInMs(partitions.length, settings.requestsPerHour)
  }

  async function* confirm(keys: readonly Key[], context: StreamContext): AsyncGenerator<Confirmation> {
    const workspaceIds = await workspaces.ids(context)
    for await (const finding of findEntries(api, workspaceIds, keys.map(String), context)) {
      if (finding.type === 'found') yield { record: toTimeEntry(finding.entry) }
      else yield finding.type === 'gone' ? { gone: finding.id } : { unknown: finding.id }
    }
  }
}
