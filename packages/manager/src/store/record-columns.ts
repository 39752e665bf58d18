import type { RecordKind, StoredRecord } from './records.ts'
import { StoreError } from './store-error.ts'

/** What records are listed by, besides kind, id and account. Null where a record has no such thing. */
export interface RecordColumns {
  readonly pipeline: number | null
  readonly source: number | null
  readonly destination: number | null
  readonly state: string | null
  /** In milliseconds since 1970. */
  readonly dueAt: number | null
}

/** Every kind of record. */
export const recordKinds: readonly RecordKind[] = ['account', 'source', 'destination', 'pipeline', 'run', 'key']

const none: RecordColumns = { pipeline: null, source: null, destination: null, state: null, dueAt: null }

/** Takes them out of a value, the same for all stores. */
export function columnsOf<Kind extends RecordKind>(kind: Kind, value: StoredRecord[Kind]): RecordColumns {
  return (extractors[kind] as (value: StoredRecord[Kind]) => RecordColumns)(value)
}

const extractors: { readonly [Kind in RecordKind]: (value: StoredRecord[Kind]) => RecordColumns } = {
  account: () => none,
  source: () => none,
  destination: () => none,
  key: () => none,
  pipeline: ({ definition, schedule }) => ({
    ...none,
    source: definition.source,
    destination: definition.destination,
    dueAt: instant(schedule.nextRunAt),
  }),
  run: ({ pipeline, state, claim, notBefore, startedAt }) => {
    const isLive = state === 'queued' || state === 'running'
    // One that nobody has claimed may begin at once, and at the earliest when it was queued.
    const due = state === 'running' ? (claim?.until ?? startedAt) : (notBefore ?? startedAt)
    return { ...none, pipeline, state, dueAt: isLive ? instant(due) : null }
  },
}

function instant(text: string | null): number | null {
  if (text === null) return null
  const time = Date.parse(text)
  if (Number.isFinite(time)) return time
  throw new StoreError({
    code: 'store_invalid_request',
    message: 'a record holds an instant that is none: write it as `date.toISOString()` does',
  })
}
