import { setTimeout as wait } from 'node:timers/promises'
import { ManagerError } from '../manager-error.ts'
import type { Change, Kept, Store } from '../store/store.ts'
import type { RecordKind, StoredRecord } from '../store/records.ts'

/** What is to change, and what the caller is answered when it has. */
export interface Decision<Answer> {
  readonly changes: readonly Change[]
  readonly answer: Answer
}

/**
 * The only way in which records change. `decide` reads what it needs and says what is to change; when somebody else was
 * faster, it reads and decides again. It must do nothing that cannot be done twice.
 */
export async function changeRecords<Answer>(store: Store, decide: () => Promise<Decision<Answer>>): Promise<Answer> {
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const { changes, answer } = await decide()
    if (changes.length === 0 || (await store.apply(changes))) return answer
    await wait(Math.random() * Math.min(200, 5 * attempt))
  }
  throw new ManagerError('too_many_changes_at_once')
}

const maxAttempts = 100

/** Changes nothing. */
export function unchanged<Answer>(answer: Answer): Decision<Answer> {
  return { changes: [], answer }
}

/** The change that puts a value in place of the one that was read. */
export function replacing<Kind extends RecordKind>(kept: Kept<Kind>, value: StoredRecord[Kind]): Change {
  const { kind, id, account, revision } = kept
  return { type: 'replace', kind, id, account, revision, value } as Change
}

/** The change that makes a record. */
export function creating<Kind extends RecordKind>(
  kind: Kind,
  { id, account }: { readonly id: number; readonly account: number },
  value: StoredRecord[Kind],
): Change {
  return { type: 'create', kind, id, account, value } as Change
}

/** The change that removes a record. */
export function removing({ kind, id, revision }: Kept<RecordKind>): Change {
  return { type: 'remove', kind, id, revision }
}
