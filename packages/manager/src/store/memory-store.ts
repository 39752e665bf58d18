import { randomUUID } from 'node:crypto'
import { checkChanges } from './check-changes.ts'
import { checkQuery } from './check-query.ts'
import { columnsOf, recordKinds } from './record-columns.ts'
import type { RecordColumns } from './record-columns.ts'
import type { RecordKind } from './records.ts'
import type { Change, Kept, ListQuery, Store } from './store.ts'
import { readValue, writeValue } from './stored-value.ts'

export interface MemoryStoreOptions {
  /** Another handle on what this store keeps, as a second process would have one. Default: a store of its own. */
  readonly sharedWith?: MemoryStore
  /** The store's time. Default: that of this process. */
  readonly now?: () => Date
}

/** Keeps everything in memory, as exactly as a database would, and forgets it when the process ends. */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  return new MemoryStore(options)
}

/** A store that `memoryStore` made. */
export class MemoryStore implements Store {
  readonly #data: MemoryData
  readonly #now: () => Date

  constructor({ sharedWith, now }: MemoryStoreOptions) {
    this.#data = sharedWith === undefined ? newData() : sharedWith.#data
    this.#now = now ?? (sharedWith === undefined ? () => new Date() : sharedWith.#now)
  }

  get id(): string {
    return this.#data.id
  }

  async open(): Promise<void> {
    // There is nothing to be made.
  }

  async now(): Promise<Date> {
    return new Date(this.#now())
  }

  async nextId(kind: RecordKind): Promise<number> {
    const table = this.#data.tables[kind]
    table.lastId += 1
    return table.lastId
  }

  async read<Kind extends RecordKind>(kind: Kind, id: number): Promise<Kept<Kind> | undefined> {
    const row = this.#data.tables[kind].rows.get(id)
    return row === undefined ? undefined : keptOf(kind, id, row)
  }

  async list<Kind extends RecordKind>(kind: Kind, query: ListQuery): Promise<readonly Kept<Kind>[]> {
    checkQuery(query)
    const { before = Infinity, limit = Infinity } = query
    const ids = this.#data.tables[kind].rows
      .entries()
      .filter(([id, row]) => id < before && meets(row, query))
      .map(([id]) => id)
      .toArray()
      .toSorted((left, right) => right - left)
    const page = limit === Infinity ? ids : ids.slice(0, limit)
    return page.flatMap((id) => {
      const row = this.#data.tables[kind].rows.get(id)
      return row === undefined ? [] : [keptOf(kind, id, row)]
    })
  }

  async apply(changes: readonly Change[]): Promise<boolean> {
    checkChanges(changes)
    // What has changed so far, on top of the tables; undefined is what was removed.
    const drafts = new Map<RecordKind, Map<number, Row | undefined>>()
    for (const change of changes) {
      const draft = drafts.get(change.kind) ?? new Map<number, Row | undefined>()
      drafts.set(change.kind, draft)
      const standing = draft.has(change.id) ? draft.get(change.id) : this.#data.tables[change.kind].rows.get(change.id)
      if (!isAllowed(change, standing)) return false
      draft.set(change.id, rowAfter(change))
    }
    for (const [kind, draft] of drafts) {
      const table = this.#data.tables[kind]
      for (const [id, row] of draft) {
        if (row === undefined) table.rows.delete(id)
        else table.rows.set(id, row)
        table.lastId = Math.max(table.lastId, id)
      }
    }
    return true
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Other handles may be in use.
  }
}

interface Row {
  readonly account: number
  readonly revision: number
  readonly text: string
  readonly columns: RecordColumns
}

interface MemoryTable {
  readonly rows: Map<number, Row>
  lastId: number
}

interface MemoryData {
  readonly id: string
  readonly tables: Readonly<Record<RecordKind, MemoryTable>>
}

function newData(): MemoryData {
  const tables = recordKinds.map((kind) => [kind, { rows: new Map(), lastId: 0 }] as const)
  return { id: randomUUID(), tables: Object.fromEntries(tables) as Record<RecordKind, MemoryTable> }
}

function keptOf<Kind extends RecordKind>(kind: Kind, id: number, { account, revision, text }: Row): Kept<Kind> {
  return { kind, id, account, revision, value: readValue(kind, text) }
}

function meets({ account, columns }: Row, query: ListQuery): boolean {
  const { dueAt, state } = columns
  return (
    (query.account === undefined || account === query.account) &&
    (query.pipeline === undefined || columns.pipeline === query.pipeline) &&
    (query.source === undefined || columns.source === query.source) &&
    (query.destination === undefined || columns.destination === query.destination) &&
    (query.states === undefined || (state !== null && query.states.includes(state))) &&
    (query.dueBy === undefined || (dueAt !== null && dueAt <= query.dueBy.getTime()))
  )
}

function isAllowed(change: Change, standing: Row | undefined): boolean {
  return change.type === 'create' ? standing === undefined : standing?.revision === change.revision
}

function rowAfter(change: Change): Row | undefined {
  if (change.type === 'remove') return undefined
  const revision = change.type === 'create' ? 1 : change.revision + 1
  const text = writeValue(change.kind, change.value)
  return { account: change.account, revision, text, columns: columnsOf(change.kind, change.value) }
}
