import { TableOwnedError } from '../contract/errors/table-owned-error.ts'
import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { foldName } from '../kit/check-schema.ts'
import { refuseLive } from './lease.ts'
import { streamKey } from './state.ts'
import type { Owner, StreamEntry, Table } from './state.ts'
import type { Transaction } from './transaction.ts'

type TableKind = 'table' | 'delta'

/** A name that a stream wants for one of its tables, and does not have yet. */
export interface Claim {
  readonly kind: TableKind
  readonly name: string
  readonly path: string
}

export interface ClaimRequest {
  readonly claims: readonly Claim[]
  readonly wanted: StreamSchema
  readonly takeOver: boolean
}

/** Who has a name: a table that stands, or one that a rebuild is about to publish. */
interface Holder {
  readonly kind: TableKind
  readonly name: string
  readonly owner: Owner | undefined
}

/**
 * Sees to it that names are free. Tables of others are refused, or taken over: then they are made anew, and a stream
 * that loses one is forgotten whole, savepoints included, so that it never goes on without the rows it lost.
 */
export function claimNames(transaction: Transaction, entry: StreamEntry, request: ClaimRequest): void {
  const taken = request.claims.flatMap((claim) =>
    findHolders(transaction, claim.name).filter((holder) => !isOwn(holder, claim, entry, request.wanted)),
  )
  // A stream cannot take over what is in use by itself.
  const refused = taken.find((holder) => !request.takeOver || (isOf(holder, entry) && isInUse(transaction, holder)))
  if (refused !== undefined) throw new TableOwnedError(describeRefusal(refused, entry.pipeline))
  for (const holder of taken) takeOver(transaction, entry.pipeline, holder)
}

/** Tables and delta tables of this name, and those that a rebuild has reserved it for. */
export function findHolders(transaction: Transaction, name: string): readonly Holder[] {
  const kinds = ['table', 'delta'] as const
  const standing = kinds.flatMap((kind) =>
    [...tablesOf(transaction, kind).values()].map((table) => ({ ...table, kind })),
  )
  const reserved = [...transaction.streams.values()].flatMap(({ pipeline, stream, generation }) =>
    (generation?.rebuild?.tables ?? []).flatMap((table) =>
      kinds.map((kind) => ({ kind, name: nameOf(table, kind), owner: { pipeline, stream, path: table.path } })),
    ),
  )
  const fold = (text: string): string => foldName(text, transaction.capabilities)
  return [...standing, ...reserved].flatMap(({ kind, name: held, owner }) =>
    held !== undefined && fold(held) === fold(name) ? [{ kind, name: held, owner }] : [],
  )
}

/** Whether the holder is a table of our own that is about to be renamed, replaced, or to go on. */
function isOwn(holder: Holder, claim: Claim, entry: StreamEntry, wanted: StreamSchema): boolean {
  const { kind, name, owner } = holder
  if (owner === undefined || !isOf(holder, entry)) return false
  if (kind === claim.kind && (kind === 'table' || owner.path === claim.path)) return true
  // Another table of ours keeps what it holds, unless it moves to another name now.
  const next = nameOf(
    wanted.tables.find((table) => table.path === owner.path),
    kind,
  )
  return next !== undefined && next !== name && entry.schema.tables.some((table) => nameOf(table, kind) === name)
}

function isOf({ owner }: Holder, { pipeline, stream }: StreamEntry): boolean {
  return owner?.pipeline === pipeline && owner.stream === stream
}

/** Whether a stream works with it: a delta table that is switched off belongs to its stream, and is not in use. */
function isInUse(transaction: Transaction, { kind, name, owner }: Holder): boolean {
  if (owner === undefined) return false
  const { schema, generation } = transaction.stream(owner.pipeline, owner.stream)
  return [schema, generation?.rebuild].some((held) => held?.tables.some((table) => nameOf(table, kind) === name))
}

function takeOver(transaction: Transaction, pipeline: string, holder: Holder): void {
  const { kind, name, owner } = holder
  if (owner !== undefined && isInUse(transaction, holder)) {
    if (owner.pipeline !== pipeline) refuseLive(transaction, owner.pipeline)
    forgetStream(transaction, owner)
  }
  tablesOf(transaction, kind).delete(name)
}

function forgetStream(transaction: Transaction, { pipeline, stream }: Owner): void {
  transaction.streams.delete(streamKey(pipeline, stream))
  for (const tables of [transaction.tables, transaction.deltas]) {
    for (const table of tables.values()) {
      if (table.owner?.pipeline !== pipeline || table.owner.stream !== stream) continue
      tables.set(table.name, { ...table, owner: undefined })
    }
  }
}

function nameOf(table: Pick<TableSchema, 'name' | 'delta'> | undefined, kind: TableKind): string | undefined {
  return kind === 'table' ? table?.name : table?.delta
}

function tablesOf(transaction: Transaction, kind: TableKind): Map<string, Table> {
  return kind === 'table' ? transaction.tables : transaction.deltas
}

function describeRefusal({ kind, name, owner }: Holder, pipeline: string): string {
  const title = kind === 'table' ? `table ${name}` : `delta table ${name}`
  const whose =
    owner === undefined
      ? 'exists and belongs to no stream'
      : `belongs to path '${owner.path}' of stream ${owner.stream} of pipeline ${owner.pipeline}`
  if (owner?.pipeline === pipeline)
    return `${title} ${whose}: choose another name, or rename that one first, in a run of its own`
  return `${title} ${whose}: choose another name, or give \`takeOver: true\` to have it deleted with its rows and made anew`
}
