import { foldName, TableOwnedError } from '@millrace/core/plugin'
import type { StreamSchema } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { dropGenerationTables } from '../stage/generation-tables.ts'
import { readGeneration, removeGeneration } from '../state/generations.ts'
import { refuseLive } from '../state/lease.ts'
import { dropSeen } from '../state/seen-keys.ts'
import { readStreamEntries, readStreamEntry } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import { forgetTable, readOwnedTables, readStanding } from './table-names.ts'
import type { OwnedTable, Owner, StandingTable, TableKind } from './table-names.ts'

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
  readonly name: string
  readonly owner: Owner | undefined
  readonly kind: TableKind
  /** Undefined for what a rebuild is about to publish. */
  readonly standing: StandingTable | undefined
}

/**
 * Sees to it that names are free. Tables of others are refused, or taken over: then they are made anew, and a stream
 * that loses one is forgotten whole, savepoints included, so that it never goes on without the rows it lost.
 */
export async function claimNames(transaction: Transaction, entry: StreamEntry, request: ClaimRequest): Promise<void> {
  if (request.claims.length === 0) return
  const holders = await readHolders(transaction)
  const fold = (name: string): string => foldName(name, transaction.capabilities)
  const taken = request.claims.flatMap((claim) =>
    holders
      .filter(({ name }) => fold(name) === fold(claim.name))
      .filter((holder) => !isOwn(holder, claim, entry, request.wanted)),
  )
  for (const holder of taken) {
    // A stream cannot take over what is in use by itself.
    const isOurs = isOf(holder, entry) && (await isInUse(transaction, holder))
    if (!request.takeOver || isOurs) throw new TableOwnedError(describeRefusal(holder, entry.pipeline))
  }
  for (const holder of taken) await takeOver(transaction, entry.pipeline, holder)
}

async function readHolders(transaction: Transaction): Promise<readonly Holder[]> {
  const owned = new Map((await readOwnedTables(transaction)).map((table) => [table.name, table]))
  const standing = (await readStanding(transaction)).map((table): Holder => {
    const owner: OwnedTable | undefined = owned.get(table.name)
    return { name: table.name, owner, kind: owner?.kind ?? 'table', standing: table }
  })
  const reserved: Holder[] = []
  for (const entry of await readStreamEntries(transaction)) {
    const rebuild = (await readGeneration(transaction, entry))?.rebuild
    for (const { name, delta, path } of rebuild?.tables ?? []) {
      const owner = { pipeline: entry.pipeline, stream: entry.stream, path }
      reserved.push({ name, owner, kind: 'table', standing: undefined })
      if (delta !== undefined) reserved.push({ name: delta, owner, kind: 'delta', standing: undefined })
    }
  }
  return [...standing, ...reserved]
}

/** Whether the holder is a table of our own that is about to be renamed, replaced, or to go on. */
function isOwn(holder: Holder, claim: Claim, entry: StreamEntry, wanted: StreamSchema): boolean {
  const { name, owner, kind } = holder
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
async function isInUse(transaction: Transaction, { kind, name, owner }: Holder): Promise<boolean> {
  if (owner === undefined) return false
  const entry = await readStreamEntry(transaction, owner.pipeline, owner.stream)
  const schemas = [entry.schema, (await readGeneration(transaction, entry))?.rebuild]
  return schemas.some((schema) => schema?.tables.some((table) => nameOf(table, kind) === name))
}

function nameOf(
  table: { readonly name: string; readonly delta?: string } | undefined,
  kind: TableKind,
): string | undefined {
  return kind === 'delta' ? table?.delta : table?.name
}

async function takeOver(transaction: Transaction, pipeline: string, holder: Holder): Promise<void> {
  const { name, owner, standing } = holder
  if (owner !== undefined && (await isInUse(transaction, holder))) {
    if (owner.pipeline !== pipeline) await refuseLive(transaction, owner.pipeline)
    await forgetStream(transaction, await readStreamEntry(transaction, owner.pipeline, owner.stream))
  }
  await forgetTable(transaction, name)
  if (standing === undefined) return
  await transaction.connection.run(`DROP ${standing.isView ? 'VIEW' : 'TABLE'} ${transaction.table(name)}`)
}

/** Its tables stay, and belong to nobody. */
export async function forgetStream(transaction: Transaction, entry: StreamEntry): Promise<void> {
  const { pipeline, stream } = entry
  const generation = await readGeneration(transaction, entry)
  await dropSeen(transaction, entry)
  if (generation !== undefined) {
    await dropGenerationTables(transaction, generation)
    await removeGeneration(transaction, generation)
  }
  for (const table of ['streams', 'tables', 'savepoints', 'rejects', 'partitions']) {
    await transaction.connection.run(`DELETE FROM ${transaction.system(table)} WHERE pipeline = $1 AND stream = $2`, [
      pipeline,
      stream,
    ])
  }
}

function describeRefusal({ kind, name, owner, standing }: Holder, pipeline: string): string {
  const title = `${standing?.isView === true ? 'view' : kind === 'table' ? 'table' : 'delta table'} ${name}`
  const whose =
    owner === undefined
      ? 'exists and belongs to no stream'
      : `belongs to path '${owner.path}' of stream ${owner.stream} of pipeline ${owner.pipeline}`
  if (owner?.pipeline === pipeline)
    return `${title} ${whose}: choose another name, or rename that one first, in a run of its own`
  return `${title} ${whose}: choose another name, or give \`takeOver: true\` to have it deleted with its rows and made anew`
}
