import { pick, seededRandom } from './random.ts'
import type { Project, User } from './agency.ts'

export interface TimeEntry {
  readonly id: string
  readonly description: string
  readonly projectId: string
  readonly userId: string
  readonly isBillable: boolean
  /** `duration` in seconds. */
  readonly timeInterval: { readonly start: string; readonly end: string; readonly duration: number }
  readonly tagIds: readonly string[]
  readonly customFieldValues: readonly { readonly fieldId: string; readonly value: string | number }[]
  readonly updatedAt: string
}

export type NewTimeEntry = Omit<TimeEntry, 'id'>

const count = 12_000
const entriesPerUserAndDay = 3
const firstDay = Date.UTC(2024, 0, 8)
const minute = 60_000
const day = 24 * 60 * minute

const tasks = ['Review pull request', 'Write tests', 'Fix login', 'Plan sprint', 'Call with client', 'Design screens']
const tags = ['tg_remote', 'tg_meeting', 'tg_overtime', 'tg_travel']

/** The time that the users tracked in 2024, in the order in which it was booked. Always the same. */
export function makeTimeEntries(projects: readonly Project[], users: readonly User[]): readonly TimeEntry[] {
  const random = seededRandom(2)
  const booked: NewTimeEntry[] = []
  for (let date = firstDay; booked.length < count; date += day) {
    if (!isWeekend(date)) booked.push(...users.flatMap((user) => bookDay(user, date)))
  }
  return booked
    .slice(0, count)
    .sort(byUpdatedAt)
    .map((entry, index) => ({ id: toId(index + 1), ...entry }))

  function bookDay(user: User, date: number): readonly NewTimeEntry[] {
    let start = date + 8 * 60 * minute + Math.floor(random() * 8) * 15 * minute
    return Array.from({ length: entriesPerUserAndDay }, () => {
      const end = start + (2 + Math.floor(random() * 9)) * 15 * minute
      const entry = book({ start, end, user, project: pick(projects, random) })
      start = end + 15 * minute
      return entry
    })
  }

  function book(slot: { start: number; end: number; user: User; project: Project }): NewTimeEntry {
    const ticket = { fieldId: 'ticket', value: `${slot.project.client.name.slice(0, 3).toUpperCase()}-${number(900)}` }
    const points = { fieldId: 'story points', value: number(8) }
    return {
      description: pick(tasks, random),
      projectId: slot.project.id,
      userId: slot.user.id,
      isBillable: random() < 0.85,
      timeInterval: toInterval(slot.start, slot.end),
      tagIds: tags.filter(() => random() < 0.2),
      customFieldValues: random() < 0.3 ? [ticket, points] : [ticket],
      updatedAt: toInstant(slot.end + number(600) * 1_000),
    }
  }

  function number(highest: number): number {
    return 1 + Math.floor(random() * highest)
  }
}

/** For sorting; instants of this API are all in one form, so that their texts sort as they do. */
export function byUpdatedAt(left: NewTimeEntry, right: NewTimeEntry): number {
  if (left.updatedAt === right.updatedAt) return 0
  return left.updatedAt < right.updatedAt ? -1 : 1
}

export function toInterval(start: number, end: number): TimeEntry['timeInterval'] {
  return { start: toInstant(start), end: toInstant(end), duration: (end - start) / 1_000 }
}

export function toId(number: number): string {
  return `te_${String(number).padStart(5, '0')}`
}

export function toInstant(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`
}

function isWeekend(date: number): boolean {
  return [0, 6].includes(new Date(date).getUTCDay())
}
