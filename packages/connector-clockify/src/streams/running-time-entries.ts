import type { Part, ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import { z } from 'zod'
import { idOf } from '../entities/clockify-object.ts'
import { toTimeEntry } from '../entities/time-entry.ts'
import { partlyShown } from './partly-shown.ts'
import { skipWithoutFeature } from './skip-without-feature.ts'
import type { StreamTools } from './stream-tools.ts'
import { inProgressEntries } from './time-entries/in-progress-entries.ts'
import { timeEntryColumns, timeEntryTables } from './time-entries/time-entry-columns.ts'

const savepoint = z.object({ running: z.array(z.string()) })
/** A savepoint has a limit. */
const maxKept = 2_000

/**
 * What is running right now. Every evening most timers stop, so that most rows go: the stream keeps in mind what ran, and says
 * itself what has stopped, which the guard on deletions lets pass.
 */
export function runningTimeEntries({ api, workspaces, access }: StreamTools): StreamDefinition {
  return {
    description: 'Time entries whose timer is running; a row goes when its timer is stopped.',
    primaryKey: 'id',
    incremental: 'savepoint',
    modes: ['full', 'incremental'],
    completeness: 'explicit',
    scopeColumns: ['workspaceId'],
    columns: timeEntryColumns,
    tables: timeEntryTables,
    partitions: (context) => workspaces.ids(context),
    read: (request) => skipWithoutFeature(read(request)),
  }

  async function* read(request: ReadRequest): AsyncGenerator<Part> {
    const { partition: workspaceId, mode } = request
    const before = mode === 'full' ? undefined : savepoint.safeParse(request.savepoint).data
    const running = new Set<string>()
    for await (const entries of inProgressEntries(api, workspaceId, request)) {
      for (const entry of entries) running.add(idOf(entry))
      yield { records: entries.map(toTimeEntry) }
    }
    if (!(await access.seesAll(workspaceId, request))) {
      yield { skipped: partlyShown(workspaceId) }
      return
    }
    const stopped = (before?.running ?? []).filter((id) => !running.has(id))
    if (stopped.length > 0) yield { deleted: stopped }
    yield { complete: { workspaceId } }
    yield { savepoint: { running: [...running].slice(0, maxKept) } }
  }
}
