import PQueue from 'p-queue'
import { DeletionGuardError } from '../contract/errors/deletion-guard-error.ts'
import type { RunStatus } from '../contract/run-record.ts'
import { acknowledgeAll } from './commit/acknowledge.ts'
import { finishStream } from './finish-stream.ts'
import { asError } from './guard.ts'
import { loadStream } from './load-stream.ts'
import { discardGeneration } from './commit/open-generation.ts'
import { prepareLoads } from './prepare-loads.ts'
import type { PublishEntry } from './commit/publisher.ts'
import type { RunContext } from './run-context.ts'
import { RunError } from './run-error.ts'
import type { Run } from './run.ts'
import type { RunRecorder } from './commit/run-recorder.ts'
import type { RunResult } from './run-result.ts'
import { startContext } from './start-context.ts'
import { takeHeld } from './stream-load.ts'
import type { StreamLoad } from './stream-load.ts'
import { withTally } from './commit/tally.ts'
import { toResult } from './to-result.ts'

/** Carries a run out in an open session, and records how it ended. */
export async function executeRun(run: Run): Promise<RunResult> {
  const { id, options, session, recorder } = run
  using live = startContext(run)
  const { context, fatal } = live
  const failures: Error[] = []
  const published: PublishEntry[] = []
  try {
    context.emit({ type: 'run-started', run: id, pipeline: options.id, streams: run.streams.map(({ name }) => name) })
    for (const { id: dead, error } of session.endedRuns) {
      context.warn({ code: 'run_died', message: `run ${dead} had died: ${error}` })
    }
    recorder.loads = await prepareLoads(context, run.streams, failures)
    const entries = await loadStreams(context, recorder.loads)
    failures.push(...recorder.loads.flatMap((load) => load.failures))
    const status = statusOf(run, failures, fatal)
    const isWhole = status === 'succeeded' || !options.atomic
    const left = status === 'cancelled' || !isWhole ? [] : entries
    discardHeld(recorder.loads, left)
    // The last streams are published together with the record that the run has ended.
    await publishGuarded(context, left, status, failures[0]?.message ?? '')
    published.push(...left)
  } catch (thrown) {
    const error = asError(fatal.aborted ? fatal.reason : thrown, 'the engine')
    discardHeld(recorder.loads, [])
    if (!options.signal.aborted) failures.unshift(error)
    await recordEnd(context, statusOf(run, failures, fatal), error)
  }
  await acknowledgeAll(context, published)
  return conclude(context, recorder, statusOf(run, failures, fatal), failures)
}

/** Answers what is left to be published at the end: the last stream, or all of an atomic run. */
async function loadStreams(context: RunContext, loads: readonly StreamLoad[]): Promise<readonly PublishEntry[]> {
  const queue = new PQueue({ concurrency: context.options.concurrency })
  const left: PublishEntry[] = []
  let open = loads.length
  await Promise.all(
    loads.map(async (load) => {
      let entry: PublishEntry | undefined
      try {
        await loadStream(context, load, queue)
        entry = await finishStream(context, load)
      } catch (thrown) {
        if (!context.signal.aborted) load.failures.push(asError(thrown, 'the engine'))
      }
      open -= 1
      if (entry !== undefined && (open === 0 || context.options.atomic)) {
        left.push(entry)
      } else if (entry !== undefined) {
        await publishNow(context, load, entry)
      }
      context.emit({ type: 'stream-ended', stream: load.resolved.name })
    }),
  )
  return left
}

async function publishNow(context: RunContext, load: StreamLoad, entry: PublishEntry): Promise<void> {
  try {
    await publishGuarded(context, [entry], 'running', '')
    await acknowledgeAll(context, [entry])
  } catch (thrown) {
    if (!context.signal.aborted) load.failures.push(asError(thrown, 'the destination'))
  }
}

/** A refresh that would delete too much is thrown away: the next run could only try the same again. */
async function publishGuarded(
  context: RunContext,
  entries: readonly PublishEntry[],
  status: RunStatus,
  error: string,
): Promise<void> {
  try {
    await context.publisher.publish(entries, status, error)
  } catch (thrown) {
    const isGuard = DeletionGuardError.isInstance(thrown)
    const refreshes = entries.filter(
      ({ load, publish }) => isGuard && publish.generation && thrown.stream === load.resolved.name,
    )
    for (const { load } of refreshes) await discardGeneration(context, load, 'it would delete too much')
    throw thrown
  }
}

/** What was read and waited for a publish that does not come is read again. */
function discardHeld(loads: readonly StreamLoad[], left: readonly PublishEntry[]): void {
  for (const load of loads.filter((candidate) => !left.some((entry) => entry.load === candidate))) {
    for (const { tally } of takeHeld(load)) load.ledger = withTally(load.ledger, tally, 'discarded')
  }
}

function statusOf(run: Run, failures: readonly Error[], fatal: AbortSignal): Exclude<RunStatus, 'running'> {
  if (fatal.aborted || (failures.length > 0 && !run.options.signal.aborted)) return 'failed'
  if (run.options.signal.aborted) return 'cancelled'
  return run.recorder.loads.some((load) => load.pauses.length > 0) ? 'paused' : 'succeeded'
}

/** A run that broke off still leaves its record, if the destination can be reached at all. */
async function recordEnd(context: RunContext, status: Exclude<RunStatus, 'running'>, error: Error): Promise<void> {
  try {
    await context.publisher.publish([], status, status === 'failed' ? error.message : '')
  } catch (thrown) {
    const message = asError(thrown, 'the destination').message
    context.options.logger.error({ run: context.id, cause: message }, 'the end of the run could not be recorded')
  }
}

async function conclude(
  context: RunContext,
  recorder: RunRecorder,
  status: Exclude<RunStatus, 'running'>,
  failures: readonly Error[],
): Promise<RunResult> {
  const result = await toResult(context, recorder, status)
  context.emit({ type: 'run-ended', result })
  const [cause] = failures
  if (status !== 'failed' || cause === undefined) return result
  context.options.logger.error({ pipeline: context.options.id, run: context.id, err: cause }, 'run-failed')
  const others = failures.length > 1 ? ` (and ${failures.length - 1} more failures)` : ''
  throw new RunError(`the run of pipeline ${context.options.id} failed: ${cause.message}${others}`, { result, cause })
}
