import type { Part, ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import { isForbidden } from '../../api/access.ts'
import { listUsers } from '../../api/list-users.ts'
import type { RunContext } from '../../api/once-per-run.ts'
import { idOf } from '../../entities/clockify-object.ts'
import { toListedEntry } from '../../entities/report-row.ts'
import { toTimeEntry } from '../../entities/time-entry.ts'
import { partlyShown } from '../partly-shown.ts'
import { skipWithoutFeature } from '../skip-without-feature.ts'
import type { StreamTools } from '../stream-tools.ts'
import { confirmEntries } from './confirm-entries.ts'
import { parseSavepoint } from './entries-savepoint.ts'
import type { EntryReader } from './entry-reader.ts'
import { findEntries } from './find-entries.ts'
import type { Finding } from './find-entries.ts'
import { historyBegin } from './history-begin.ts'
import { inProgressEntries } from './in-progress-entries.ts'
import { readEntries } from './read-entries.ts'
import { readInPart } from './read-in-part.ts'
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
  const { api, workspaces, access, lists } = tools
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
    read: (request) =>
      skipWithoutFeature(byReport ? readReport(request) : skipUnlistedUser(readUser(request), request)),
    async *confirmDeleted(keys, context) {
      const findings = findEntries(api, await workspaces.ids(context), keys.map(String), context)
      yield* confirmEntries(findings, toTimeEntry, context.logger)
    },
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

  async function* readUser(request: ReadRequest): AsyncGenerator<Part> {
    if (await isResting(request)) return
    const [workspaceId = '', userId = ''] = request.partition.split('/')
    if (userId === '') yield { skipped: partlyShown(workspaceId) }
    else yield* readBy(userReader(workspaceId, userId), { request, workspaceId, begin: since })
  }

  async function* readReport(request: ReadRequest): AsyncGenerator<Part> {
    const workspaceId = request.partition
    const begin = historyBegin(workspaceId, since)
    const parts = readBy(reportReader(workspaceId), { request, workspaceId, begin })
    yield* (await access.seesAll(workspaceId, request)) ? parts : readInPart(parts, partlyShown(workspaceId))
  }

  function readBy(reader: EntryReader, { request, workspaceId, begin }: ReadOptions): AsyncIterable<Part> {
    const { reread, reconcileEvery } = settings
    const find = (ids: readonly string[]): AsyncIterable<Finding> => findEntries(api, [workspaceId], ids, request)
    return readEntries(request, { reader, reread, reconcileEvery, begin, since, toRecord: toTimeEntry, find })
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
    if (request.mode === 'full' || readAt === undefined || walk !== undefined) return false
    if (settings.requestsPerHour === undefined) return false
    const partitions = await usersOfAll(request)
    return request.now.getTime() - Date.parse(readAt) < restInMs(partitions.length, settings.requestsPerHour)
  }
}

/** Of which workspace, and from when on. */
interface ReadOptions {
  readonly request: ReadRequest
  readonly workspaceId: string
  /** In milliseconds since 1970; undefined: all there is. */
  readonly begin: number | undefined
}
