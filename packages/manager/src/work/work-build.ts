import { buildPipeline, planPipeline } from '@millrace/core'
import type { Destination, GivenSavepoint } from '@millrace/core'
import type { WorkOptions } from '../executor/executor.ts'
import type { ManagerContext } from '../manager-context.ts'
import { messageOf } from '../records/message-of.ts'
import type { BuildOrder, PipelineRecord, StandingNames } from '../store/records.ts'
import { connectEnds } from './connect-ends.ts'
import { isBusy, isStillBusy, stoppedOutcome } from './failure-outcome.ts'
import type { BuildOutcome } from './finish-build.ts'
import type { Job } from './job.ts'
import { standingAfterBuild } from './standing-names.ts'
import { cleanText, toEngineOptions } from './to-engine-options.ts'
import type { ConnectedEnds } from './to-engine-options.ts'
import { withinSignal } from './within-signal.ts'

/** What a build does where nothing else was ordered. */
export const plainOrder: BuildOrder = { kind: 'create', savepointsFrom: null, runsAfter: false }

/** A build that takes longer has failed: it reads a sample at most. */
const patienceInMs = 600_000

const tooLate =
  'the tables were not built within 10 minutes: see whether source and destination answer, then build them again'

/** Makes the tables of a pipeline, and says how that ended. Never throws for what goes wrong in it. */
export async function workBuild(context: ManagerContext, job: Job, options: WorkOptions): Promise<BuildOutcome> {
  const { claimed, row, pipeline } = job
  let ends: (ConnectedEnds & AsyncDisposable) | undefined
  const late = AbortSignal.timeout(patienceInMs)
  try {
    ends = await connectEnds(context, claimed.account, pipeline.value.definition)
    const { order = plainOrder } = row.value
    const signal = AbortSignal.any([options.signal, late])
    const standing = await withinSignal(build(context, pipeline.value, { ends, order, signal }), signal)
    return { type: 'built', standing, startsAt: order.savepointsFrom === null ? null : await context.store.now() }
  } catch (thrown) {
    if (options.signal.aborted && !late.aborted) {
      const { type } = await stoppedOutcome(context, row, undefined)
      return type === 'cancelled' ? { type: 'failed', error: 'the build was cancelled' } : { type: 'again' }
    }
    if (isBusy(thrown) && (await isStillBusy(context, row))) return { type: 'busy' }
    const error = late.aborted ? tooLate : messageOf(thrown)
    return { type: 'failed', error: ends === undefined ? error : cleanText(ends, error) }
  } finally {
    await ends?.[Symbol.asyncDispose]()
  }
}

async function build(
  context: ManagerContext,
  record: PipelineRecord,
  work: { readonly ends: ConnectedEnds; readonly order: BuildOrder; readonly signal: AbortSignal },
): Promise<StandingNames | undefined> {
  const { ends, order, signal } = work
  const { stream } = record.definition
  const engineOptions = { ...toEngineOptions(context, record, ends), signal }
  await withinSignal(ends.source.end.check({ signal, logger: ends.source.logger }), signal)
  await withinSignal(ends.destination.end.check({ signal, logger: ends.destination.logger }), signal)
  if (order.kind === 'edit') {
    // The tables stay as they are until everything was read; only what would be refused then is found out now.
    await planPipeline(engineOptions)
    return undefined
  }
  const savepoints = await readInherited(context, order, signal)
  const built = await buildPipeline(engineOptions, {
    sampleSize: context.sampleSize,
    ...(savepoints.length === 0 ? {} : { savepoints: { [stream]: savepoints } }),
  })
  const made = built[stream]
  return made === undefined ? undefined : standingAfterBuild(made)
}

/** The savepoints of the pipeline that this one is a duplicate of. */
async function readInherited(
  { store, connections }: ManagerContext,
  { savepointsFrom }: BuildOrder,
  signal: AbortSignal,
): Promise<readonly GivenSavepoint[]> {
  if (savepointsFrom === null) return []
  const { destination: id, stateId, stream } = savepointsFrom
  const kept = await store.read('destination', id)
  if (kept === undefined)
    throw new Error('the destination of the pipeline that was duplicated is gone, and its savepoint with it')
  await using destination = await connections.destination(kept)
  return readSavepoints(destination.end, { stateId, stream, context: { signal, logger: destination.logger } })
}

/** The savepoints of a stream, as they stand in a destination. */
export async function readSavepoints(
  destination: Destination,
  place: {
    readonly stateId: string
    readonly stream: string
    readonly context: Pick<Parameters<Destination['inspect']>[0], 'signal' | 'logger'>
  },
): Promise<readonly GivenSavepoint[]> {
  const { streams } = await destination.inspect({ ...place.context, pipeline: place.stateId, maxRuns: 1 })
  const found = streams.find(({ stream }) => stream === place.stream)
  return (found?.savepoints ?? []).map(({ partition, version, value }) => ({ partition, version, value }))
}
