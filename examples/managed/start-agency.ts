import { startClockify } from '@millrace/clockify-stand-in'
import type { Clockify } from '@millrace/clockify-stand-in'

const dayInMs = 86_400_000
const today = Math.floor(Date.now() / dayInMs) * dayInMs

/** A server on this machine that answers as Clockify does: 60 time entries of the last days, of which 34 can be billed. */
export function startAgency(): Promise<Clockify> {
  const from = new Date(today - 20 * dayInMs).toISOString()
  const to = new Date(today).toISOString()
  return startClockify({ seed: { users: 3, projects: 6, clients: 2, tags: 4, entries: 60, from, to } })
}

/** Somebody tracks another hour that can be billed. */
export function trackHour({ world, truth }: Clockify): void {
  const [first] = truth.timeEntries()
  if (first === undefined) throw new Error('the agency has no time entries')
  const { userId, projectId } = first
  const end = new Date(today).toISOString()
  const start = new Date(today - 3_600_000).toISOString()
  world.addEntry({ userId, projectId, description: 'Workshop', billable: true, start, end })
}
