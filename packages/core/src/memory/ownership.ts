import { TableOwnedError } from '../contract/errors/table-owned-error.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { foldName } from './check-schema.ts'
import { refuseLive } from './lease.ts'
import { streamKey } from './state.ts'
import type { Owner, StreamEntry, Table } from './state.ts'
import type { Transaction } from './transaction.ts'

/** A name that a stream wants for one of its tables, and does not have yet. Delta tables have names of their own. */
export interface Claim {
  readonly kind: 'table' | 'delta'
  readonly name: string
  readonly path: string
}

export interface ClaimRequest {
  readonly claims: readonly Claim[]
  readonly wanted: StreamSchema
  readonly takeOver: boolean
}

/**
 * Sees to it that names are free. Tables of others are refused, or taken over: then they are made anew, and a stream
 * that loses one is forgotten whole, savepoints included, so that it never goes on without the rows it lost.
 */
export function claimNames(transaction: Transaction, entry: StreamEntry, request: ClaimRequest): void {
  const taken = request.claims.flatMap((claim) => {
    const holder = findHolder(transaction, claim)
    return holder === undefined || isOwn(holder, claim, entry, request.wanted) ? [] : [{ claim, holder }]
  })
  const [first] = taken
  if (first !== undefined && !request.takeOver)
    throw new TableOwnedError(describeRefusal(first.claim, first.holder, entry.pipeline))
  for (const { claim, holder } of taken) takeOver(transaction, entry.pipeline, claim, holder)
}

interface Holder {
  readonly name: string
  readonly owner: Owner | undefined
}

/** Who has the name: a table that stands, or one that a rebuild is about to publish. */
export function findHolder(transaction: Transaction, claim: Omit<Claim, 'path'>): Holder | undefined {
  const isNamed = (name: string | undefined): boolean =>
    name !== undefined && foldName(name, transaction.capabilities) === foldName(claim.name, transaction.capabilities)
  const standing = tablesOf(transaction, claim.kind)
    .values()
    .find(({ name }) => isNamed(name))
  if (standing !== undefined) return standing
  for (const { pipeline, stream, generation } of transaction.streams.values()) {
    const table = generation?.rebuild?.tables.find((table) =>
      isNamed(claim.kind === 'table' ? table.name : table.delta),
    )
    if (table !== undefined) return { name: claim.name, owner: { pipeline, stream, path: table.path } }
  }
  return undefined
}

/** Two tables of a stream never want one name, so a table of our own is about to be renamed or replaced. */
function isOwn({ name, owner }: Holder, claim: Claim, entry: StreamEntry, wanted: StreamSchema): boolean {
  if (owner === undefined || owner.pipeline !== entry.pipeline || owner.stream !== entry.stream) return false
  if (claim.kind === 'table' || owner.path === claim.path) return true
  // The delta table of another path: its history stays where it is, unless it moves to another name now.
  const next = wanted.tables.find((table) => table.path === owner.path)?.delta
  return next !== undefined && next !== name && isInUse(entry.schema, 'delta', name)
}

function takeOver(transaction: Transaction, pipeline: string, claim: Claim, { name, owner }: Holder): void {
  if (owner !== undefined) {
    const loser = transaction.stream(owner.pipeline, owner.stream)
    const schemas = [loser.schema, loser.generation?.rebuild]
    if (schemas.some((schema) => schema !== undefined && isInUse(schema, claim.kind, name))) {
      if (loser.pipeline !== pipeline) refuseLive(transaction, loser.pipeline)
      forgetStream(transaction, loser)
    }
  }
  tablesOf(transaction, claim.kind).delete(name)
}

function forgetStream(transaction: Transaction, { pipeline, stream }: StreamEntry): void {
  transaction.streams.delete(streamKey(pipeline, stream))
  for (const tables of [transaction.tables, transaction.deltas]) {
    for (const table of tables.values()) {
      if (table.owner?.pipeline !== pipeline || table.owner.stream !== stream) continue
      tables.set(table.name, { ...table, owner: undefined })
    }
  }
}

function isInUse(schema: StreamSchema, kind: Claim['kind'], name: string): boolean {
  return schema.tables.some((table) => (kind === 'table' ? table.name : table.delta) === name)
}

function tablesOf(transaction: Transaction, kind: Claim['kind']): Map<string, Table> {
  return kind === 'table' ? transaction.tables : transaction.deltas
}

function describeRefusal({ kind }: Claim, { name, owner }: Holder, pipeline: string): string {
  const title = kind === 'table' ? `table ${name}` : `delta table ${name}`
  const whose =
    owner === undefined
      ? 'exists and belongs to no stream'
      : `belongs to path '${owner.path}' of stream ${owner.stream} of pipeline ${owner.pipeline}`
  if (owner?.pipeline === pipeline)
    return `${title} ${whose}: choose another name, or rename that one first, in a run of its own`
  return `${title} ${whose}: choose another name, or give \`takeOver: true\` to have it made anew`
}
