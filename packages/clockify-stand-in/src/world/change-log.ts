import type { JsonObject } from '../json.ts'

/** The kinds of documents in the change feed. */
export const documentCodes = [
  'APPROVAL_REQUESTS',
  'BALANCE',
  'CLIENTS',
  'CUSTOM_FIELDS',
  'HOLIDAYS',
  'INVOICES',
  'PROJECTS',
  'PTO_POLICY',
  'SCHEDULED_ASSIGNMENT',
  'TAGS',
  'TASKS',
  'TIME_ENTRY',
  'TIME_ENTRY_CUSTOM_FIELD_VALUE',
  'TIME_ENTRY_RATE',
  'TIME_OFF_REQUEST',
  'USER',
  'USER_GROUPS',
] as const

export type DocumentCode = (typeof documentCodes)[number]

export interface Deletion {
  readonly id: string
  readonly documentCode: DocumentCode
  readonly deletedAt: number
  /** What the feed shows of it besides its times. */
  readonly document: JsonObject
}

/** When things were changed and deleted; creation times are in the ids. */
export class ChangeLog {
  readonly #updates = new Map<string, number>()
  readonly #deletions: Deletion[] = []

  noteUpdate(id: string, at: number): void {
    this.#updates.set(id, at)
  }

  noteDeletion(deletion: Deletion): void {
    this.#deletions.push(deletion)
  }

  /** When an entity was changed last, in milliseconds since 1970. */
  updatedAtOf(id: string): number | undefined {
    return this.#updates.get(id)
  }

  /** Ids of all that was changed, also of what is gone. */
  updatedIds(): readonly string[] {
    return [...this.#updates.keys()]
  }

  deletions(): readonly Deletion[] {
    return this.#deletions
  }
}
