import { memoryDestination, runPipeline } from '@millrace/core'
import type { MemoryDestination, PipelineOptions, RunResult, StreamOptions } from '@millrace/core'
import { defineSource, parseSettings } from '@millrace/core/plugin'
import type { StreamDefinition } from '@millrace/core/plugin'
import type { Clockify, TimeEntry } from '@millrace/clockify-stand-in'
import { Access } from '../../src/api/access.ts'
import { ClockifyApi } from '../../src/api/clockify-api.ts'
import { SharedLists } from '../../src/api/shared-lists.ts'
import { Workspaces } from '../../src/api/workspaces.ts'
import { settings as settingsSchema } from '../../src/settings.ts'
import type { ClockifySettings } from '../../src/settings.ts'
import { runningTimeEntries } from '../../src/streams/running-time-entries.ts'
import { timeEntries } from '../../src/streams/time-entries/time-entries.ts'
import type { PageSizes } from '../../src/streams/time-entries/time-entries.ts'
import { timeEntryReports } from '../../src/streams/time-entry-reports.ts'

export type EntryStream = 'time_entries' | 'running_time_entries' | 'time_entry_reports'

/** A clock that stands still until it is set. */
export interface Clock {
  now: number
}

export const dayInMs = 86_400_000

export interface CopyOptions extends PageSizes {
  readonly server: Clockify
  readonly clock: Clock
  readonly settings?: ClockifySettings
  /** Default: `time_entries`. */
  readonly stream?: EntryStream
}

export interface RunOptions {
  readonly mode?: 'full' | 'incremental'
  readonly pipeline?: Partial<PipelineOptions>
  readonly settings?: ClockifySettings
}

/** A pipeline that copies one stream of a stand-in into memory. Each run has a source of its own, as in another process. */
export class EntryCopy {
  readonly destination: MemoryDestination
  readonly #options: CopyOptions

  constructor(options: CopyOptions) {
    this.#options = options
    const { clock } = options
    this.destination = memoryDestination({ now: () => clock.now })
  }

  async run({ mode, pipeline = {}, settings = {} }: RunOptions = {}): Promise<RunResult> {
    const { server, clock, stream = 'time_entries', settings: own = {}, ...pageSizes } = this.#options
    const { apiBaseUrl, reportsBaseUrl, keys } = server
    const parsed = parseSettings(settingsSchema, {
      apiKey: keys.owner,
      apiBaseUrl,
      reportsBaseUrl,
      ...own,
      ...settings,
    })
    const api = new ClockifyApi({ ...parsed, requestsPerSecond: 100_000 })
    const tools = { api, workspaces: new Workspaces(api), access: new Access(api), lists: new SharedLists(api) }
    const source = defineSource({
      name: 'clockify',
      streams: {
        time_entries: timeEntries(tools, pageSizes),
        running_time_entries: runningTimeEntries(tools),
        time_entry_reports: timeEntryReports(tools, pageSizes),
      },
    })
    const streamOptions: StreamOptions = mode === undefined ? {} : { mode }
    return runPipeline({
      source,
      destination: this.destination,
      streams: { [stream]: streamOptions },
      now: () => clock.now,
      maxDeleted: false,
      maxAttempts: 1,
      commitAfterRecords: 1,
      ...pipeline,
    })
  }

  /** What stands, in the form of `plainEntry`. */
  entries(table: string = 'time_entries'): readonly PlainEntry[] {
    if (!this.destination.tableNames().includes(table)) return []
    const tags = this.destination.table(`${table}__tags`)
    const values = this.destination.table(`${table}__customfieldvalues`)
    const rows = this.destination.table(table).map((row): PlainEntry => {
      const ofEntry = (child: Readonly<Record<string, unknown>>): boolean => child['timeentry_id'] === row['id']
      return {
        id: row['id'],
        workspaceId: row['workspaceid'],
        userId: row['userid'],
        description: row['description'],
        start: row['timeinterval_start'],
        end: row['timeinterval_end'] ?? null,
        duration: row['timeinterval__duration'] ?? null,
        billable: row['billable'],
        isLocked: row['islocked'],
        projectId: row['projectid'] ?? null,
        taskId: row['taskid'] ?? null,
        type: row['type'],
        tagIds: tags
          .filter(ofEntry)
          .map((tag) => String(tag['tag_id']))
          .toSorted(),
        fields: values
          .filter(ofEntry)
          .map(({ customfieldid, value }) => `${String(customfieldid)}=${String(value)}`)
          .toSorted(),
      }
    })
    return byId(rows)
  }
}

/** The streams of entries, bound to a stand-in. */
export function entryStreams(
  { server, settings: own = {}, list, report }: Omit<CopyOptions, 'clock'>,
  settings: ClockifySettings = {},
): Readonly<Record<EntryStream, StreamDefinition>> {
  const { apiBaseUrl, reportsBaseUrl, keys } = server
  const parsed = parseSettings(settingsSchema, { apiKey: keys.owner, apiBaseUrl, reportsBaseUrl, ...own, ...settings })
  const api = new ClockifyApi({ ...parsed, requestsPerSecond: 100_000 })
  const tools = { api, workspaces: new Workspaces(api), access: new Access(api), lists: new SharedLists(api) }
  const pageSizes = { ...(list === undefined ? {} : { list }), ...(report === undefined ? {} : { report }) }
  return {
    time_entries: timeEntries(tools, pageSizes),
    running_time_entries: runningTimeEntries(tools),
    time_entry_reports: timeEntryReports(tools, pageSizes),
  }
}

export interface PlainEntry {
  readonly id: unknown
  readonly [column: string]: unknown
}

/** Entries of the world as they should stand. */
export function plainEntries(entries: Iterable<TimeEntry>): readonly PlainEntry[] {
  return byId([...entries].map(plainEntry))
}

function plainEntry(entry: TimeEntry): PlainEntry {
  const { id, workspaceId, userId, description, billable, isLocked, projectId, taskId, type, timeInterval } = entry
  const fields = (entry.customFieldValues ?? []).map(
    ({ customFieldId, value }) => `${plainValue(customFieldId)}=${plainValue(value)}`,
  )
  return {
    id,
    workspaceId,
    userId,
    description,
    start: timeInterval.start,
    end: timeInterval.end,
    duration: timeInterval.duration,
    billable,
    isLocked,
    projectId,
    taskId,
    type,
    tagIds: (entry.tagIds ?? []).toSorted(),
    fields: fields.toSorted(),
  }
}

function plainValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function byId(entries: readonly PlainEntry[]): readonly PlainEntry[] {
  return entries.toSorted((left, right) => (String(left.id) < String(right.id) ? -1 : 1))
}
