import type { JsonObject } from '../json.ts'
import type { TimeEntry } from './entities.ts'
import type { GeneratedEntries } from './generated-entries.ts'

/** Which entries, and in which order of their starts. */
export interface EntrySelection {
  readonly userId?: string | undefined
  /** Milliseconds since 1970: entries that start then or later. */
  readonly from?: number | undefined
  /** Entries that start before it. */
  readonly to?: number | undefined
  readonly order: 'ascending' | 'descending'
}

export interface EntryPage {
  readonly entries: readonly TimeEntry[]
  readonly isLast: boolean
}

/** The number of a generated entry, or an entry that is held. */
type EntryReference = number | TimeEntry

/** The time entries of a workspace: generated ones, and those that were added or changed since. */
export class EntryStore {
  #generated: GeneratedEntries | undefined
  /** Numbers of generated entries that were changed or deleted. */
  readonly #replaced = new Set<number>()
  readonly #held = new Map<string, TimeEntry>()
  #extraFields: JsonObject | undefined

  setGenerated(generated: GeneratedEntries): void {
    this.#generated = generated
  }

  /** A field that all entries show from now on. */
  addField(name: string, value: JsonObject[string]): void {
    this.#extraFields = { ...this.#extraFields, [name]: value }
  }

  get size(): number {
    return (this.#generated?.count ?? 0) - this.#replaced.size + this.#held.size
  }

  get(id: string): TimeEntry | undefined {
    const held = this.#held.get(id)
    if (held !== undefined) return this.#show(held)
    const index = this.#generated?.indexOf(id)
    return index === undefined || this.#replaced.has(index) ? undefined : this.#show(index)
  }

  /** Adds, or takes the place of the entry with the same id. */
  put(entry: TimeEntry): void {
    this.delete(entry.id)
    this.#held.set(entry.id, entry)
  }

  delete(id: string): boolean {
    const index = this.#generated?.indexOf(id)
    if (index === undefined || this.#replaced.has(index)) return this.#held.delete(id)
    this.#replaced.add(index)
    return true
  }

  /** Entries without an end. */
  running(): readonly TimeEntry[] {
    return this.held().filter(({ timeInterval }) => timeInterval.end === null)
  }

  /** Entries that were added or changed. */
  held(): readonly TimeEntry[] {
    return [...this.#held.values()].map((entry) => this.#show(entry))
  }

  /** Entries that are as they were generated. */
  *eachGenerated(selection: EntrySelection): Generator<TimeEntry> {
    for (const index of this.#generatedIn(selection, selection.order === 'ascending' ? 1 : -1)) {
      if (!this.#replaced.has(index)) yield this.#show(index)
    }
  }

  /** One entry after the other, each made when it is pulled. */
  *each(selection: EntrySelection): Generator<TimeEntry> {
    for (const reference of this.#references(selection)) yield this.#show(reference)
  }

  /** A page; entries that the filter refuses are as if they were not there. */
  page(
    selection: EntrySelection,
    { offset, limit }: { readonly offset: number; readonly limit: number },
    filter?: (entry: TimeEntry) => boolean,
  ): EntryPage {
    const entries: TimeEntry[] = []
    let position = 0
    for (const reference of this.#references(selection)) {
      if (filter !== undefined && !filter(this.#show(reference))) continue
      if (entries.length === limit) return { entries, isLast: false }
      if (position >= offset) entries.push(this.#show(reference))
      position++
    }
    return { entries, isLast: true }
  }

  *#references(selection: EntrySelection): Generator<EntryReference> {
    const sign = selection.order === 'ascending' ? 1 : -1
    const held = this.#heldIn(selection, sign)
    let next = 0
    for (const index of this.#generatedIn(selection, sign)) {
      if (this.#replaced.has(index)) continue
      if (next < held.length) {
        const start = this.#generated?.startOf(index) ?? 0
        for (let entry = held[next]; entry !== undefined && sign * (startOf(entry) - start) < 0; entry = held[next]) {
          yield entry
          next++
        }
      }
      yield index
    }
    yield* held.slice(next)
  }

  #heldIn({ userId, from, to }: EntrySelection, sign: number): readonly TimeEntry[] {
    const chosen = [...this.#held.values()].filter((entry) => {
      if (userId !== undefined && entry.userId !== userId) return false
      const start = startOf(entry)
      return (from === undefined || start >= from) && (to === undefined || start < to)
    })
    return chosen.sort((a, b) => sign * (startOf(a) - startOf(b) || (a.id < b.id ? -1 : 1)))
  }

  *#generatedIn({ userId, from, to }: EntrySelection, sign: number): Generator<number> {
    const generated = this.#generated
    if (generated === undefined) return
    const first = userId === undefined ? 0 : generated.turnOf(userId)
    if (first === undefined) return
    const step = userId === undefined ? 1 : generated.userCount
    const low = from === undefined ? first : generated.firstAtOrAfter(from, first, step)
    const high = generated.firstAtOrAfter(to ?? Infinity, first, step)
    if (sign > 0) for (let index = low; index < high; index += step) yield index
    else for (let index = high - step; index >= low; index -= step) yield index
  }

  #show(reference: EntryReference): TimeEntry {
    const entry = typeof reference === 'number' ? this.#generated?.at(reference) : reference
    if (entry === undefined) throw new Error('there are no generated entries')
    return this.#extraFields === undefined ? entry : { ...entry, ...this.#extraFields }
  }
}

function startOf(entry: TimeEntry): number {
  return Date.parse(entry.timeInterval.start)
}
