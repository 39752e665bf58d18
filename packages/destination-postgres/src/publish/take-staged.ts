import { checkGeneration, checkSequence, CommitConflictError, widerTypes } from '@millrace/core/plugin'
import type { StreamPublish, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { column } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { countUnfit } from '../schema/alter-table.ts'
import type { AttemptStaging, StagedTable } from '../stage/attempt-staging.ts'
import { describeSuperseded } from '../stage/describe-superseded.ts'
import { listGenerationTables } from '../stage/generation-tables.ts'
import { SchemaMovedError } from '../stage/schema-moved-error.ts'
import { ordersOfPartition, stagedColumns } from '../stage/staged-columns.ts'
import type { Staging } from '../stage/staging.ts'
import { requireGeneration } from '../state/generations.ts'
import type { GenerationEntry } from '../state/generations.ts'
import { readPartition } from '../state/partitions.ts'
import { readSavepoints } from '../state/savepoints.ts'
import { requireServerLife } from '../state/server-life.ts'
import type { StreamEntry } from '../state/streams.ts'
import { analyzedRows, analyzeStaged } from './analyze-staged.ts'
import { StagedRows } from './staged-rows.ts'
import type { StagedSource } from './staged-rows.ts'

/** What a publish of a stream finds in the staging. */
export interface Staged {
  readonly rows: StagedRows
  readonly generation: GenerationEntry | undefined
  /** In the order of the request's partitions. */
  readonly attempts: readonly AttemptStaging[]
  /** All partitions that are published. */
  readonly partitions: readonly string[]
}

/** Refuses the publish unless generation, attempts and sequences are the latest; answers what is staged. */
export async function takeStaged(
  transaction: Transaction,
  entry: StreamEntry,
  { request, staging }: { readonly request: StreamPublish; readonly staging: Staging },
): Promise<Staged> {
  const generation =
    request.generation === undefined ? undefined : await requireGeneration(transaction, entry, request.generation)
  if (generation !== undefined) checkGeneration(generation, request)
  const attempts = await requireAttempts(transaction, entry, request, staging)
  const { tables } = generation?.rebuild ?? entry.schema
  for (const attempt of attempts) {
    for (const held of attempt.tables()) await requireExact(transaction, held, { stream: entry.stream, tables })
  }
  const before = generation?.partitions.length ?? 0
  const own = attempts.flatMap((attempt, index) => sourcesOf(attempt, before + index))
  const kept = generation === undefined ? [] : await readKept(transaction, entry, generation)
  const counts = await countRoots(transaction, kept, attempts)
  const partitions = [
    ...(generation?.partitions.map(({ partition }) => partition) ?? []),
    ...request.partitions.map(({ partition }) => partition),
  ]
  const sources = [...kept, ...own]
  if (counts.upserts + counts.others >= analyzedRows) {
    await analyzeStaged(
      transaction,
      sources.map(({ name }) => name),
    )
  }
  return { rows: new StagedRows(sources, counts), generation, attempts, partitions }
}

/** Another process may have changed columns since the rows were staged: a value that would become another one is read again. */
async function requireExact(
  transaction: Transaction,
  { name: source, table }: StagedTable,
  { stream, tables }: { readonly stream: string; readonly tables: readonly TableSchema[] },
): Promise<void> {
  const wanted = tables.find(({ path }) => path === table.path)
  for (const { name, type: from } of table.columns) {
    const to = wanted?.columns.find((candidate) => candidate.name === name)?.type
    if (to === undefined || to === from) continue
    const unfit =
      (widerTypes[from]?.includes(to) ?? false)
        ? await countUnfit(transaction, source, { name, from, to })
        : await transaction.connection.count(sql`select count(${column(name)}) from ${source}`)
    if (unfit > 0) throw new SchemaMovedError(stream)
  }
}

/** `position`: the place of the attempt's partition among all that are published. */
function sourcesOf(attempt: AttemptStaging, position: number): readonly StagedSource[] {
  return attempt.tables().map((table) => ({ ...table, offset: position * ordersOfPartition }))
}

async function requireAttempts(
  transaction: Transaction,
  entry: StreamEntry,
  request: StreamPublish,
  staging: Staging,
): Promise<readonly AttemptStaging[]> {
  const named = request.partitions.map(({ partition }) => partition)
  const savepoints = await readSavepoints(transaction, entry, named)
  for (const { partition, attempt } of request.partitions) {
    const { work } = staging.require({ stream: entry.stream, partition, attempt })
    // Another process may have begun the partition again.
    const latest = (await readPartition(transaction, entry, partition)).attempt
    if (latest !== attempt) throw new CommitConflictError(describeSuperseded(work, latest))
    // Its tables are not logged: after a crash they stand empty.
    await requireServerLife(transaction, work.life)
  }
  return request.partitions.map((commit) => {
    const attempt = staging.require({ ...commit, stream: entry.stream })
    const { generation } = attempt.work
    if (generation !== undefined) {
      throw new CommitConflictError(
        `attempt ${commit.attempt} at partition '${commit.partition}' of stream ${entry.stream} was begun for generation ${generation.id}`,
      )
    }
    const published = savepoints.find(({ partition }) => partition === commit.partition)
    checkSequence(commit, published?.sequence ?? 0)
    return attempt
  })
}

/** Orders in a generation are those of all its partitions already. */
async function readKept(
  transaction: Transaction,
  entry: StreamEntry,
  generation: GenerationEntry,
): Promise<readonly StagedSource[]> {
  const { tables } = generation.rebuild ?? entry.schema
  const kept = await listGenerationTables(transaction, generation, tables)
  return kept.map((table) => ({ ...table, offset: 0 }))
}

async function countRoots(
  { connection }: Transaction,
  kept: readonly StagedSource[],
  attempts: readonly AttemptStaging[],
): Promise<{ readonly upserts: number; readonly others: number }> {
  let upserts = attempts.reduce((sum, { counts }) => sum + counts.upserts, 0)
  let others = attempts.reduce((sum, { counts }) => sum + counts.others, 0)
  const root = kept.find(({ table }) => table.path === '')
  if (root !== undefined) {
    const operation = sql.id(stagedColumns.operation)
    const row = await connection.row(
      sql`select count(*) filter (where ${operation} = 0), count(*) filter (where ${operation} <> 0) from ${root.name}`,
    )
    upserts += Number(row?.[0])
    others += Number(row?.[1])
  }
  return { upserts, others }
}
