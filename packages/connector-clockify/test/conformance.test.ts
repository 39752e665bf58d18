import { sourceSuite } from '@millrace/testkit'
import type { Clockify } from '@millrace/clockify-stand-in'
import { startClockify } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { clockify, clockifyConnector } from '../src/index.ts'

const secrets = ['canary-key', 'canary-unknown']
const dayInMs = 86_400_000

sourceSuite(
  { describe, test, expect },
  {
    create: async () => {
      const server = await startClockify({ key: 'canary-key' })
      const entry = addSome(server)
      const { apiBaseUrl, reportsBaseUrl } = server
      // A short history: what is asked for once per month is asked for once.
      const since = new Date(Date.now() - 10 * dayInMs).toISOString()
      const workspaces = [server.world.workspace().id]
      const settings = { apiBaseUrl, reportsBaseUrl, requestsPerSecond: 50, since, workspaces }
      return {
        source: clockify({ ...settings, apiKey: 'canary-key' }, { maxPageSize: 5 }),
        broken: clockify({ ...settings, apiKey: 'canary-unknown' }),
        secrets,
        settings: {
          connector: clockifyConnector,
          valid: { ...settings, apiKey: 'canary-key' },
          invalid: [
            { settings: { apiKey: 7 }, path: 'apiKey' },
            { settings: { apiKey: 'canary-key', workspaces: ['acme'] }, path: 'workspaces[0]' },
          ],
          secret: ['apiKey', 'addonToken'],
        },
        // Those of the stand-in lie outside of the history that is read.
        streams: { time_off_requests: { minRecords: 0 }, assignments: { minRecords: 0 } },
        change: () => {
          server.world.editEntry(entry, { description: 'changed' })
          return { time_entries: { changed: [entry] } }
        },
        fail: () => server.faults.always({ type: 'status', status: 400, body: { message: 'no', code: 501 } }),
        probe: () => server.requests.count(),
        close: () => server.close(),
      }
    },
    // Each is read once more from there, and requests are as few as Clockify allows.
    maxSavepoints: 4,
    toggles: {
      exactIncrements: { off: 'a window of time entries is read again' },
    },
  },
)

/** Answers the id of a time entry. */
function addSome({ world }: Clockify): string {
  for (let count = 0; count < 15; count += 1) world.addTag({ name: `tag ${count}` })
  for (let day = 1; day < 7; day += 1) world.addEntry({ start: secondsText(Date.now() - day * dayInMs) })
  return world.startTimer().id
}

function secondsText(instant: number): string {
  return `${new Date(instant).toISOString().slice(0, 19)}Z`
}
