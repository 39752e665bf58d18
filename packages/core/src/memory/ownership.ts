import { TableOwnedError } from '../contract/errors/table-owned-error.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { foldName } from '../kit/check-schema.ts'
import { describeTableRefusal, isHeldBy, isOwnClaim, nameOfKind } from '../kit/table-claims.ts'
import type { TableClaim, TableHolder, TableKind } from '../kit/table-claims.ts'
import { refuseLive } from './lease.ts'
import { streamKey } from './state.ts'
import type { Owner, StreamEntry, Table } from './state.ts'
import type { Transaction } from './transaction.ts'

export interface ClaimRequest {
  readonly claims: readonly TableClaim[]
  readonly wanted: StreamSchema
  readonly takeOver: boolean
}

/**
 * Sees to it that names are free. Tables of others are refused, or taken over: then they are made anew, and a stream
 * that loses one is forgotten whole, savepoints included, so that it never goes on without the rows it lost.
 */
export function claimNames(transaction: Transaction, entry: StreamEntry, request: ClaimRequest): void {
  const taken = request.claims.flatMap((claim) =>
    findHolders(transaction, claim.name).filter(
      (holder) => !isOwnClaim(holder, claim, { entry, stored: entry.schema, wanted: request.wanted }),
    ),
  )
  // A stream cannot take over what is in use by itself.
  const refused = taken.find((holder) => !request.takeOver || (isHeldBy(holder, entry) && isInUse(transaction, holder)))
  if (refused !== undefined) throw new TableOwnedError(describeRefusal(refused, entry.pipeline))
  for (const holder of taken) takeOver(transaction, entry.pipeline, holder)
}

/** Tables and delta tables of this name, and those that a rebuild has reserved it for. */
export function findHolders(transaction: Transaction, name: string): readonly TableHolder[] {
  const kinds = ['table', 'delta'] as const
  const standing = kinds.flatMap((kind) =>
    [...tablesOf(transaction, kind).values()].map((table) => ({ ...table, kind })),
  )
  const reserved = [...transaction.streams.values()].flatMap(({ pipeline, stream, generation }) =>
    (generation?.rebuild?.tables ?? []).flatMap((table) =>
      kinds.map((kind) => ({ kind, name: nameOfKind(table, kind), owner: { pipeline, stream, path: table.path } })),
    ),
  )
  const fold = (text: string): string => foldName(text, transaction.capabilities)
  return [...standing, ...reserved].flatMap(({ kind, name: held, owner }) =>
    held !== undefined && fold(held) === fold(name) ? [{ kind, name: held, owner }] : [],
  )
}

/** Whether a stream works with it: a delta table that is switched off belongs to its stream, and is not in use. */
function isInUse(transaction: Transaction, { kind, name, owner }: TableHolder): boolean {
  if (owner === undefined) return false
  const { schema, generation } = transaction.stream(owner.pipeline, owner.stream)
  return [schema, generation?.rebuild].some((held) => held?.tables.some((table) => nameOfKind(table, kind) === name))
}

function takeOver(transaction: Transaction, pipeline: string, holder: TableHolder): void {
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

function tablesOf(transaction: Transaction, kind: TableKind): Map<string, Table> {
  return kind === 'table' ? transaction.tables : transaction.deltas
}

function describeRefusal({ kind, name, owner }: TableHolder, pipeline: string): string {
  return describeTableRefusal(kind === 'table' ? `table ${name}` : `delta table ${name}`, owner, pipeline)
}
