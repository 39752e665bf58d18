import { formatInstant } from '../time/instant.ts'
import { isoDuration } from '../time/iso-duration.ts'
import type { JsonObject } from '../json.ts'
import type { Rate, TimeEntry } from './entities.ts'
import { hash } from './hash.ts'
import { indexOfId, objectId } from './object-id.ts'

/** A project that generated entries may belong to. */
interface GeneratedProject {
  readonly id: string
  readonly billable: boolean
  readonly hourlyRate: Rate | null
  readonly costRate: Rate | null
  readonly taskIds: readonly string[]
}

export interface GeneratedEntriesOptions {
  readonly workspaceId: string
  readonly seed: number
  readonly count: number
  /** The first instant at which an entry may start, in milliseconds since 1970. */
  readonly from: number
  /** All entries start before it. */
  readonly to: number
  /** The n-th entry belongs to user n modulo their number. */
  readonly userIds: readonly string[]
  readonly projects: readonly GeneratedProject[]
  readonly tagIds: readonly string[]
  /** A custom field of type TXT that a quarter of the entries have. */
  readonly textFieldId: string
}

const texts = [
  'Layout',
  'Review of the draft',
  'Weekly call',
  'Fixes',
  'Übersetzung',
  'Research, part 2',
  '',
  'Support 🛠',
]

/** Entries that are computed from their number when somebody asks, so that a hundred thousand of them need no memory. */
export class GeneratedEntries {
  readonly count: number
  /** How many users take turns. */
  readonly userCount: number
  readonly #options: GeneratedEntriesOptions
  readonly #userIndexes: ReadonlyMap<string, number>
  readonly #stepInSeconds: number

  constructor(options: GeneratedEntriesOptions) {
    this.#options = options
    this.count = options.count
    this.userCount = options.userIds.length
    this.#userIndexes = new Map(options.userIds.map((id, index) => [id, index]))
    this.#stepInSeconds = (options.to - options.from) / 1000 / Math.max(1, options.count)
  }

  /** The turn of a user: the number of the user's first entry. */
  turnOf(userId: string): number | undefined {
    return this.#userIndexes.get(userId)
  }

  /** When an entry starts, in milliseconds since 1970; grows with the number. */
  startOf(index: number): number {
    const jitter = hash(this.#options.seed, index, 0) % Math.max(1, Math.floor(this.#stepInSeconds / 2))
    return this.#options.from + (Math.floor(index * this.#stepInSeconds) + jitter) * 1000
  }

  idOf(index: number): string {
    return objectId(this.startOf(index), 'entry', this.#options.seed, index)
  }

  indexOf(id: string): number | undefined {
    const index = indexOfId(id)
    return index < this.count && this.idOf(index) === id ? index : undefined
  }

  /** The first entry of those with numbers `first, first + step, …` that starts at or after an instant. */
  firstAtOrAfter(instant: number, first: number, step: number): number {
    let low = 0
    let high = Math.max(0, Math.ceil((this.count - first) / step))
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.startOf(first + middle * step) < instant) low = middle + 1
      else high = middle
    }
    return first + low * step
  }

  at(index: number): TimeEntry {
    const { seed, workspaceId, userIds, projects } = this.#options
    const start = this.startOf(index)
    const id = objectId(start, 'entry', seed, index)
    const dice = hash(seed, index, 1)
    const isBreak = dice % 50 === 0
    const project = isBreak || dice % 10 === 1 ? undefined : projects[(dice >>> 8) % projects.length]
    const seconds = dice % 200 === 7 ? 0 : 300 + (hash(seed, index, 2) % 28_000)
    return {
      id,
      description: isBreak ? 'Lunch' : `${texts[dice % texts.length] ?? ''} ${index}`.trim(),
      tagIds: isBreak ? null : this.#tagsOf(index),
      userId: userIds[index % userIds.length] ?? '',
      billable: project?.billable ?? false,
      taskId: project?.taskIds[(dice >>> 4) % 5] ?? null,
      projectId: project?.id ?? null,
      workspaceId,
      timeInterval: {
        start: formatInstant(start),
        end: formatInstant(start + seconds * 1000),
        duration: isoDuration(seconds),
      },
      customFieldValues: this.#customFieldsOf(id, index),
      type: isBreak ? 'BREAK' : 'REGULAR',
      kioskId: null,
      hourlyRate: project?.hourlyRate ?? null,
      costRate: project?.costRate ?? null,
      isLocked: dice % 40 === 3,
    }
  }

  #tagsOf(index: number): readonly string[] {
    const { seed, tagIds } = this.#options
    const dice = hash(seed, index, 3)
    const count = Math.min(dice % 4, tagIds.length)
    const chosen: string[] = []
    for (let position = 0; position < count; position++) {
      chosen.push(tagIds[((dice >>> 4) + position) % tagIds.length] ?? '')
    }
    return chosen
  }

  #customFieldsOf(timeEntryId: string, index: number): readonly JsonObject[] | null {
    const dice = hash(this.#options.seed, index, 4)
    if (dice % 100 === 0) return null
    if (dice % 4 !== 1) return []
    const customFieldId = this.#options.textFieldId
    return [{ customFieldId, timeEntryId, value: `ABC-${index}`, name: 'Ticket', type: 'TXT' }]
  }
}
