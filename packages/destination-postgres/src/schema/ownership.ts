import { describeTableRefusal, isHeldBy, isOwnClaim, nameOfKind, TableOwnedError } from '@millrace/core/plugin'
import type { StreamSchema, TableClaim, TableHolder } from '@millrace/core/plugin'
import type { Transaction } from '../database/transaction.ts'
import { dropGenerationTables } from '../stage/generation-tables.ts'
import { readGeneration, removeGeneration } from '../state/generations.ts'
import { refuseLive } from '../state/lease.ts'
import { dropSeen } from '../state/seen-keys.ts'
import { lockStreams, readStreamEntries, readStreamEntry } from '../state/streams.ts'
import type { StreamEntry } from '../state/streams.ts'
import { dropRelation } from './drop-relation.ts'
import { dropForeignKeys } from './foreign-keys.ts'
import { isTableLike, readStanding } from './standing-relations.ts'
import type { StandingRelation } from './standing-relations.ts'
import { forgetTable, lockNames, readOwnedTables } from './table-names.ts'

export interface ClaimRequest {
  readonly claims: readonly TableClaim[]
  readonly wanted: StreamSchema
  readonly takeOver: boolean
}

interface Holder extends TableHolder {
  /** Undefined for what a rebuild is about to publish. */
  readonly standing: StandingRelation | undefined
}

/**
 * Sees to it that names are free. Tables of others are refused, or taken over: then they are made anew, and a stream
 * that loses one is forgotten whole, savepoints included, so that it never goes on without the rows it lost.
 */
export async function claimNames(transaction: Transaction, entry: StreamEntry, request: ClaimRequest): Promise<void> {
  if (request.claims.length === 0) return
  await lockNames(transaction)
  const holders = await readHolders(transaction)
  const taken = request.claims.flatMap((claim) =>
    holders
      .filter(({ name }) => name === claim.name)
      .filter((holder) => !isOwnClaim(holder, claim, { entry, stored: entry.schema, wanted: request.wanted })),
  )
  for (const holder of taken) {
    // A stream cannot take over what is in use by itself.
    const isOurs = isHeldBy(holder, entry) && (await isInUse(transaction, holder))
    const isAnother = holder.standing !== undefined && !isTableLike(holder.standing)
    if (!request.takeOver || isOurs || isAnother) throw new TableOwnedError(describeRefusal(holder, entry.pipeline))
  }
  for (const holder of taken) await takeOver(transaction, entry.pipeline, holder)
}

async function readHolders(transaction: Transaction): Promise<readonly Holder[]> {
  const owned = new Map((await readOwnedTables(transaction)).map((table) => [table.name, table]))
  const standing = (await readStanding(transaction)).map((relation): Holder => {
    const owner = relation.kind === 'table' ? owned.get(relation.name) : undefined
    return { name: relation.name, owner, kind: owner?.kind ?? 'table', standing: relation }
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

/** Whether a stream works with it: a delta table that is switched off belongs to its stream, and is not in use. */
async function isInUse(transaction: Transaction, { kind, name, owner }: Holder): Promise<boolean> {
  if (owner === undefined) return false
  const entry = await readStreamEntry(transaction, owner.pipeline, owner.stream)
  const schemas = [entry.schema, (await readGeneration(transaction, entry))?.rebuild]
  return schemas.some((schema) => schema?.tables.some((table) => nameOfKind(table, kind) === name))
}

async function takeOver(transaction: Transaction, pipeline: string, holder: Holder): Promise<void> {
  const { name, owner, standing } = holder
  if (owner !== undefined && (await isInUse(transaction, holder))) {
    if (owner.pipeline !== pipeline) await refuseLive(transaction, owner.pipeline)
    await lockStreams(transaction, owner.pipeline, { streams: [owner.stream], isNew: false })
    const loser = await readStreamEntry(transaction, owner.pipeline, owner.stream)
    await dropForeignKeys(transaction, loser.schema.tables)
    await forgetStream(transaction, loser)
  }
  await forgetTable(transaction, name)
  if (standing !== undefined) await dropRelation(transaction, standing)
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
  for (const table of ['streams', 'tables', 'savepoints', 'rejects', 'partitions'] as const) {
    await transaction.connection.run(
      transaction.system.deleteFrom(table).where('pipeline', '=', pipeline).where('stream', '=', stream),
    )
  }
}

function describeRefusal({ kind, name, owner, standing }: Holder, pipeline: string): string {
  const what =
    standing !== undefined && standing.kind !== 'table' ? standing.kind : kind === 'table' ? 'table' : 'delta table'
  return standing === undefined || isTableLike(standing)
    ? describeTableRefusal(`${what} ${name}`, owner, pipeline)
    : `${what} ${name} exists, and a table cannot have the same name: choose another name, or rename the ${what}`
}
