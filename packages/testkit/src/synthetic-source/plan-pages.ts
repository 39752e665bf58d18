import type { ReadRequest } from '@millrace/core/plugin'
import { SavepointLostError, SourceError } from '@millrace/core/plugin'
import type { Page } from './page.ts'
import { readByCursor } from './read-by-cursor.ts'
import { readLog } from './read-log.ts'
import { readSnapshot } from './read-snapshot.ts'
import { compareSavepoints, parseSavepoint } from './savepoint-value.ts'
import type { SavepointValue } from './savepoint-value.ts'
import type { TruthContext } from './truth.ts'

export interface PagesContext extends TruthContext {
  /** The newest savepoint that was acknowledged, by partition. */
  readonly acknowledged: ReadonlyMap<string, SavepointValue>
}

/** Finds out what a request asks for. Nothing is looked at before the first page is pulled. */
export function* planPages(context: PagesContext, request: ReadRequest): Generator<Page, void, undefined> {
  const { options, log, order } = context
  const { mode, partition, range } = request
  const pageSize = options.pageSize ?? 10
  const showsRemovals = options.deletes !== 'silent' && options.key !== 'none'
  const savepoint = request.savepoint === undefined ? undefined : parseSavepoint(request.savepoint)
  refuseForgotten(context, request, savepoint)

  if (mode === 'range' || (mode === 'incremental' && options.incremental === 'cursor')) {
    yield* readByCursor({ log, order, partition, range, pageSize, showsRemovals: showsRemovals && mode !== 'range' })
    return
  }
  if (mode === 'incremental' && options.incremental !== 'savepoint') {
    throw new SourceError({ message: 'this synthetic source was made without an incremental mode' })
  }

  const windows = Array.from({ length: order.windows }, (_, bucket) => bucket)
  const common = { log, order, partition, pageSize, claims: options.scopes?.claims ?? windows }
  const snapshot = planSnapshot(context, mode, savepoint)
  if (snapshot !== undefined) yield* readSnapshot({ ...common, ...snapshot })
  if (mode === 'full') return
  if (options.scopes !== undefined) {
    // A snapshot that was begun earlier does not show what happened since.
    const base = snapshot?.position ?? 0
    if (base < log.length) yield* readSnapshot({ ...common, position: log.length, after: 0, base })
    return
  }
  const from = snapshot?.position ?? savepoint?.position ?? 0
  yield* readLog({ log, partitions: order.partitions, partition, from, pageSize, showsRemovals })
}

type SnapshotPlan = Pick<Parameters<typeof readSnapshot>[0], 'position' | 'after' | 'base'>

/** Undefined where no snapshot is read: in the log there is all that is wanted. */
function planSnapshot(
  { options, log }: PagesContext,
  mode: 'full' | 'incremental',
  savepoint: SavepointValue | undefined,
): SnapshotPlan | undefined {
  // Rows that are never matched come exactly once only from the log.
  if (mode === 'incremental' && options.key === 'none') return undefined
  if (savepoint === undefined) return { position: log.length, after: 0, base: undefined }
  if (savepoint.after !== undefined) {
    return { position: savepoint.position, after: savepoint.after, base: savepoint.base }
  }
  if (mode === 'full' || options.scopes === undefined) return undefined
  return { position: log.length, after: 0, base: savepoint.position }
}

function refuseForgotten(
  { options, acknowledged }: PagesContext,
  { mode, partition }: ReadRequest,
  savepoint: SavepointValue | undefined,
): void {
  const forgotten = acknowledged.get(partition)
  if (options.isPruned !== true || forgotten === undefined) return
  // A new full refresh is always possible: it reads what stands, not what happened.
  if (savepoint === undefined && mode === 'full') return
  if (savepoint !== undefined && compareSavepoints(savepoint, forgotten) >= 0) return
  throw new SavepointLostError(
    `partition '${partition}' was acknowledged further than this savepoint; what follows it is forgotten`,
  )
}
