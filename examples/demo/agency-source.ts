import { defineSource } from '@millrace/core/plugin'
import type { Source } from '@millrace/core/plugin'
import { fetchPages } from './agency-client.ts'
import type { AgencySettings } from './agency-client.ts'

/** A source as an author of a plug-in writes it: three streams over `fetch`, one of them incremental. */
export function agencySource(settings: AgencySettings): Source<'projects' | 'users' | 'time_entries'> {
  return defineSource({
    name: 'agency',
    streams: {
      projects: {
        primaryKey: 'id',
        tables: { milestones: { columns: { dueOn: 'date' } } },
        async *read({ signal }) {
          for await (const records of fetchPages(settings, '/projects', signal)) yield { records }
        },
      },
      users: {
        primaryKey: 'id',
        columns: { 'contract.startedOn': 'date' },
        tables: { tags: { unordered: true } },
        async *read({ signal }) {
          for await (const records of fetchPages(settings, '/users', signal)) yield { records }
        },
      },
      // The engine remembers the highest `updatedAt` and asks for what came since. The API lists in that order, so
      // that the engine may commit in the middle of a read.
      time_entries: {
        primaryKey: 'id',
        incremental: 'cursor',
        cursor: 'updatedAt',
        isSortedByCursor: true,
        columns: { updatedAt: 'timestamp' },
        tables: { customFieldValues: { elementKey: 'fieldId' } },
        async *read({ range, signal }) {
          const since = range?.from
          if (since !== undefined) {
            const deletions = fetchPages<{ readonly id: string }>(
              settings,
              `/time-entries/deleted?since=${since}`,
              signal,
            )
            for await (const page of deletions) yield { deleted: page.map(({ id }) => id) }
          }
          const path = since === undefined ? '/time-entries' : `/time-entries?since=${since}`
          for await (const records of fetchPages(settings, path, signal)) yield { records }
        },
      },
    },
  })
}
