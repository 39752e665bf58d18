import { makeAgency } from './agency.ts'
import type { Project, User } from './agency.ts'
import { byUpdatedAt, makeTimeEntries, toId, toInstant, toInterval } from './time-entries.ts'
import type { TimeEntry } from './time-entries.ts'

/** What the API knows on a certain day. */
export interface World {
  readonly projects: readonly Project[]
  readonly users: readonly User[]
  /** In ascending order of `updatedAt`. */
  readonly timeEntries: readonly TimeEntry[]
  /** Time entries that are gone, and since when. In ascending order of `deletedAt`. */
  readonly deletions: readonly Deletion[]
}

interface Deletion {
  readonly id: string
  readonly deletedAt: string
}

const firstDay = Date.UTC(2024, 10, 13)
const hour = 3_600_000

/**
 * The agency after so many days. Day 0 is what the first call finds. On every later day one time entry is deleted,
 * another one edited, and two are booked.
 */
export function makeWorld(days: number): World {
  const { projects, users } = makeAgency()
  const entries = new Map(makeTimeEntries(projects, users).map((entry) => [entry.id, entry]))
  const deletions: Deletion[] = []
  let booked = entries.size
  for (let day = 1; day <= days; day += 1) {
    const midnight = firstDay + day * 24 * hour
    const live = [...entries.values()]
    const [deleted, edited] = [live[(day * 421) % live.length], live[(day * 421 + 211) % live.length]]
    if (deleted === undefined || edited === undefined) throw new Error('the agency has no time entries')

    entries.delete(deleted.id)
    deletions.push({ id: deleted.id, deletedAt: toInstant(midnight + 9 * hour) })

    entries.set(edited.id, {
      ...edited,
      description: `${edited.description.replace(/ \(.*\)$/, '')} (corrected, day ${day})`,
      isBillable: !edited.isBillable,
      updatedAt: toInstant(midnight + 10 * hour),
    })

    for (const start of [midnight + 11 * hour, midnight + 14 * hour]) {
      booked += 1
      const end = start + 2 * hour
      const id = toId(booked)
      entries.set(id, {
        ...edited,
        id,
        description: `Support, day ${day}`,
        timeInterval: toInterval(start, end),
        updatedAt: toInstant(end),
      })
    }
  }
  const timeEntries = [...entries.values()].sort(byUpdatedAt)
  return { projects, users, timeEntries, deletions }
}
