import type { JsonObject } from '../json.ts'
import type { DocumentCode } from './change-log.ts'
import type { Collection } from './collection.ts'
import type { Account } from './entities.ts'
import type { IdKind } from './object-id.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** What changes need of the world that they change. */
export interface WorldBasics {
  readonly accounts: Collection<Account>
  /** The time zone of all accounts. */
  readonly zone: string
  /** Milliseconds since 1970. */
  now(): number
  /** A new id, which says the time of this world as its creation. */
  mintId(kind: IdKind): string
  noteUpdate(workspace: WorkspaceState, id: string): void
  noteDeletion(workspace: WorkspaceState, id: string, documentCode: DocumentCode, document: JsonObject): void
}
