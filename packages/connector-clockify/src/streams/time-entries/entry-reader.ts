import type { Scope } from '@millrace/core/plugin'
import type { CallContext } from '../../api/clockify-api.ts'
import type { ClockifyObject } from '../../entities/clockify-object.ts'
import type { Place, Walk } from './entries-savepoint.ts'

/** What a walk came by. */
export interface WalkedPage {
  readonly objects: readonly ClockifyObject[]
  /** Where the walk goes on, or what it has read completely with this page. */
  readonly progress: { readonly next: Place } | { readonly complete: Scope }
}

/** Reads the entries of one partition. */
export interface EntryReader {
  /** From the place of the walk to its end. Nothing is asked for before it is pulled. */
  pages(walk: Walk, context: CallContext): AsyncIterable<WalkedPage>
}
