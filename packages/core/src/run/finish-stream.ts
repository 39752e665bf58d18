import type { CellValue } from '../contract/column-type.ts'
import type { RowScope } from '../contract/publish.ts'
import type { Reject } from '../contract/reject.ts'
import { compareCells } from '../kit/compare-cells.ts'
import { DeletionGuardError } from '../contract/errors/deletion-guard-error.ts'
import { findDeletions, requireCompleteRebuild } from './deletions/find-deletions.ts'
import type { DueDeletions } from './deletions/due-deletions.ts'
import { discardGeneration } from './commit/open-generation.ts'
import { toStreamPublish } from './commit/publisher.ts'
import type { PublishEntry } from './commit/publisher.ts'
import type { RunContext } from './run-context.ts'
import { isReadWhole, publishKind } from './stream-load.ts'
import type { StreamLoad } from './stream-load.ts'

/** What is still to be published of a stream when all its partitions have been read; undefined if nothing is. */
export async function finishStream(context: RunContext, load: StreamLoad): Promise<PublishEntry | undefined> {
  if (!load.isListed) return undefined
  const isRead = isReadWhole(load)
  if (load.rejects.made > 0) {
    const message = `${load.rejects.made} records were rejected and are kept as rejects: ${load.rejects.reasons}`
    context.warn({ code: 'records_rejected', message, stream: load.resolved.name })
  }
  for (const [path, count] of load.leftOut) {
    const message = `${count} values at ${path} do not fit the tables and were left out (option drift)`
    context.warn({ code: 'value_discarded', message, stream: load.resolved.name, path })
  }
  if (isRead) await load.keeper.settleDeclared()
  if (load.generation !== undefined) return isRead ? finishGeneration(context, load) : undefined
  const deletions = await findDeletionsOrFail(context, load)
  if (load.held.length === 0 && deletions === undefined) return undefined
  return toEntry(load, deletions)
}

async function finishGeneration(context: RunContext, load: StreamLoad): Promise<PublishEntry | undefined> {
  if (publishKind(load) === 'replace' && load.suspendsDeletions) {
    await context.publisher.stageHeld(load)
    await discardGeneration(context, load, 'a partition was skipped, and without a key its rows would be lost')
    return undefined
  }
  const deletions = await findDeletionsOrFail(context, load)
  if (load.failures.length > 0) await context.publisher.stageHeld(load)
  if (load.failures.some((failure) => DeletionGuardError.isInstance(failure))) {
    await discardGeneration(context, load, 'it would delete too much')
  }
  return load.failures.length > 0 ? undefined : toEntry(load, deletions)
}

/** A guard that trips fails the stream, but what was read is not to blame. */
async function findDeletionsOrFail(context: RunContext, load: StreamLoad): Promise<DueDeletions | undefined> {
  try {
    if (!load.keeper.isRebuild) return await findDeletions(context, load)
    await requireCompleteRebuild(context, load)
    return undefined
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown
    load.failures.push(thrown)
    return undefined
  }
}

function toEntry(load: StreamLoad, deletions: DueDeletions | undefined): PublishEntry {
  if (deletions?.confirmed !== undefined) load.held.push(deletions.confirmed)
  const held = [...load.held]
  const tallies = held.map(({ tally }) => tally)
  const publish = toStreamPublish(
    load,
    held.map(({ published }) => published),
    tallies,
  )
  return {
    load,
    publish: {
      ...publish,
      generation: load.generation?.id,
      stagings: load.heldStaging === undefined ? [] : [load.heldStaging.staging],
      appliesMissing: deletions !== undefined,
      removedRejects: [...publish.removedRejects, ...settledRejects(load).map(({ id }) => id)],
    },
    tallies,
    deletions,
  }
}

/** Rejects of records that were not met although everything was read where they would lie. */
function settledRejects(load: StreamLoad): readonly Reject[] {
  if (!isReadWhole(load)) return []
  const unseen = load.rejects.unseen()
  if (load.generation !== undefined && load.resolved.stream.completeness !== 'explicit') {
    if (!load.suspendsDeletions) return unseen
    // What has no key is never met again: where it still is, it has just become another reject.
    return unseen.filter(({ hasKey, partition }) => !hasKey && load.readWhole.has(partition))
  }
  if (load.suspendsDeletions) return []
  // Of a read that an earlier run began, the beginning may have brought them.
  const isBrought = ({ partition }: Reject): boolean =>
    load.partitions.includes(partition) && !load.readWhole.has(partition)
  return unseen.filter(
    (reject) => !isBrought(reject) && load.scopes.some((scope) => isInScope(reject.scope, scope, load)),
  )
}

function isInScope(cells: Readonly<Record<string, CellValue>>, scope: RowScope, load: StreamLoad): boolean {
  const columns = load.engine.schema.tables[0]?.columns ?? []
  return scope.every(({ column: name, operator, value }) => {
    const column = columns.find((candidate) => candidate.name === name)
    const cell = column?.path === undefined ? null : (cells[column.path] ?? null)
    if (column === undefined || cell === null) return false
    const order = compareCells(cell, value, column.type)
    return { '=': order === 0, '>': order > 0, '>=': order >= 0, '<': order < 0, '<=': order <= 0 }[operator]
  })
}
