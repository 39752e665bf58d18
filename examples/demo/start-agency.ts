import { startClockify } from '@millrace/clockify-stand-in'
import type { Clockify } from '@millrace/clockify-stand-in'

/** A small agency that tracks its time in Clockify: a server on this machine that answers as Clockify does. */
export interface Agency extends AsyncDisposable {
  readonly apiBaseUrl: string
  readonly reportsBaseUrl: string
  readonly apiKey: string
  /** What time it is there. */
  readonly now: Date
  readonly counts: {
    readonly clients: number
    readonly projects: number
    readonly users: number
    readonly entries: number
  }
  /** Requests so far, and those among them that were refused with 429 or 500. */
  requests(): { readonly requests: number; readonly refusals: number }
}

const firstDay = Date.UTC(2026, 5, 30, 18)
const dayInMs = 86_400_000
const entries = 12_000

/**
 * The agency after so many days. Day 0 is what the first call finds. On every later day one time entry is deleted, another one
 * edited, a project archived, and a stopwatch started, which is stopped on the day after.
 */
export async function startAgency(days: number): Promise<Agency> {
  const now = new Date(firstDay + days * dayInMs)
  const seed = {
    users: 18,
    projects: 24,
    clients: 5,
    tags: 8,
    entries,
    from: '2025-07-01T00:00:00Z',
    to: '2026-06-30T18:00:00Z',
  }
  const clockify = await startClockify({ seed, now: () => now })
  for (let day = 1; day <= days; day += 1) liveThrough(clockify, day)
  // As a busy API does now and then.
  clockify.faults.next(1, { type: 'status', status: 429, retryAfter: 1 }, { path: '/projects' })
  clockify.faults.next(1, 500, { path: '/time-entries' })
  const { apiBaseUrl, reportsBaseUrl, keys, truth, requests } = clockify
  return {
    apiBaseUrl,
    reportsBaseUrl,
    apiKey: keys.owner,
    now,
    counts: {
      clients: truth.clients().length,
      projects: truth.projects().length,
      users: truth.users().length,
      entries: truth.timeEntries().length,
    },
    requests: () => ({
      requests: requests.count(),
      refusals: requests.count({ status: 429 }) + requests.count({ status: 500 }),
    }),
    [Symbol.asyncDispose]: () => clockify.close(),
  }
}

function liveThrough({ world, truth }: Clockify, day: number): void {
  const midnight = firstDay + (day - 1) * dayInMs
  const recent = truth.timeEntries({ from: new Date(midnight - 20 * dayInMs).toISOString() })
  const [deleted, edited] = [recent[(day * 41) % recent.length], recent[(day * 41 + 20) % recent.length]]
  if (deleted === undefined || edited === undefined) throw new Error('the agency has no time entries')
  world.deleteEntry(deleted.id)
  world.editEntry(edited.id, {
    description: `${edited.description} (corrected, day ${day})`,
    billable: !edited.billable,
  })
  for (const { id, timeInterval } of truth.timeEntries()) {
    if (timeInterval.end === null) world.editEntry(id, { end: instant(midnight + 9 * 3_600_000) })
  }
  world.addEntry({
    userId: edited.userId,
    projectId: edited.projectId,
    description: `Support, day ${day}`,
    start: instant(midnight + 15 * 3_600_000),
    end: null,
  })
  const project = truth.projects().find(({ archived }) => !archived)
  if (project !== undefined) world.edit('projects', project.id, { archived: true })
}

function instant(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}
