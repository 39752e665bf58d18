import type { StoredRecord, RecordKind } from './records.ts'

/** A record as it is kept: the store gives `revision`, which grows with every change. */
export interface Kept<Kind extends RecordKind> {
  readonly kind: Kind
  readonly id: number
  readonly account: number
  /** From 1. A change names the revision that it was made from. */
  readonly revision: number
  readonly value: StoredRecord[Kind]
}

/** One change of several that are made together or not at all. */
export type Change =
  | { readonly [Kind in RecordKind]: { readonly type: 'create' } & Omit<Kept<Kind>, 'revision'> }[RecordKind]
  | { readonly [Kind in RecordKind]: { readonly type: 'replace' } & Kept<Kind> }[RecordKind]
  | { readonly type: 'remove'; readonly kind: RecordKind; readonly id: number; readonly revision: number }

/** Which records are listed. All conditions must hold. */
export interface ListQuery {
  readonly account?: number
  /** Of runs: those of this pipeline. Of pipelines: those that use this source or destination. */
  readonly pipeline?: number
  readonly source?: number
  readonly destination?: number
  /** Of runs: in one of these states. */
  readonly states?: readonly string[]
  /** Of pipelines: to be run at this moment or before. Of runs: whose claim ends, or that may begin, at this moment or before. */
  readonly dueBy?: Date
  /** Ids below this one, for the next page. */
  readonly before?: number
  readonly limit?: number
}

/**
 * Keeps what managers know, for one or many processes. Everything a manager decides is decided by comparing revisions, so a
 * store needs no locks that outlive a call.
 */
export interface Store extends AsyncDisposable {
  /** Makes tables or files where they are not there, and brings older ones up to date. Called once, before anything else. */
  open(): Promise<void>
  /** Unique for ever, of this store: part of the ids of pipelines in destinations. */
  readonly id: string
  /** The store's own time: all leases and schedules go by it. */
  now(): Promise<Date>
  /** A number that no record of this kind has had. */
  nextId(kind: RecordKind): Promise<number>
  read<Kind extends RecordKind>(kind: Kind, id: number): Promise<Kept<Kind> | undefined>
  /** Newest first: by descending id. */
  list<Kind extends RecordKind>(kind: Kind, query: ListQuery): Promise<readonly Kept<Kind>[]>
  /** Makes all changes in one transaction, or none: false where a revision is not what it was, or an id exists. */
  apply(changes: readonly Change[]): Promise<boolean>
}
