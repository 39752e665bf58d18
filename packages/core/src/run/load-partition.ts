import pRetry from 'p-retry'
import { MillraceError } from '../contract/errors/millrace-error.ts'
import { SavepointLostError } from '../contract/errors/savepoint-lost-error.ts'
import { SavepointRefusedError } from '../contract/errors/savepoint-refused-error.ts'
import type { JsonValue } from '../contract/json.ts'
import { acknowledge } from './commit/acknowledge.ts'
import { beginWork } from './record/begin-work.ts'
import { asError } from './guard.ts'
import { takeUpStaged } from './commit/open-generation.ts'
import type { PartitionWork } from './record/partition-work.ts'
import { readAttempt } from './read/read-attempt.ts'
import type { ReadOutcome } from './read/read-attempt.ts'
import type { RunContext } from './run-context.ts'
import { DeadlineReached } from './stop-clock.ts'
import type { StreamLoad } from './stream-load.ts'
import { withTally } from './commit/tally.ts'
import { cursorSavepointVersion } from './read/cursor-savepoint.ts'

/** Loads one partition, in as many attempts as it takes. Never throws: what went wrong is noted in the load. */
export async function loadPartition(
  context: RunContext,
  load: StreamLoad,
  partition: string,
  index: number,
): Promise<void> {
  const place = { stream: load.resolved.name, partition }
  let outcome: ReadOutcome | 'failed'
  try {
    outcome = context.stop.isDue || context.signal.aborted ? 'paused' : await retried(context, load, partition, index)
  } catch (thrown) {
    const error = asError(thrown, 'the engine')
    if (error instanceof DeadlineReached || context.signal.aborted) {
      outcome = 'paused'
    } else {
      outcome = 'failed'
      load.hasGap ||= SavepointLostError.isInstance(error)
      load.failures.push(error)
    }
  }
  if (outcome === 'paused' && load.pauses.length === 0) {
    load.pauses.push({ until: context.startedAt, reason: 'the run was stopped' })
  }
  load.openPartitions -= 1
  load.gate.end(index)
  context.emit({ type: 'partition-ended', ...place, outcome })
}

function retried(context: RunContext, load: StreamLoad, partition: string, index: number): Promise<ReadOutcome> {
  const { options } = context
  const signal = AbortSignal.any([context.signal, context.stop.signal])
  const place = { stream: load.resolved.name, partition }
  return pRetry((attempt) => attemptPartition(context, load, partition, index, attempt), {
    retries: options.maxAttempts - 1,
    minTimeout: options.retryDelayInMs,
    randomize: true,
    unref: false,
    signal,
    // p-retry never repeats a TypeError; whether to is for the error itself to say.
    shouldRetry: ({ error }) => isRetryable(error),
    onFailedAttempt: ({ error, attemptNumber, retriesLeft }) => {
      const willRetry = retriesLeft > 0 && isRetryable(error)
      const retryInMs = willRetry ? options.retryDelayInMs * 2 ** (attemptNumber - 1) : undefined
      context.emit({ type: 'attempt-failed', ...place, attempt: attemptNumber, error, retryInMs })
    },
  })
}

function isRetryable(error: unknown): boolean {
  return MillraceError.isInstance(error) && error.isRetryable
}

async function attemptPartition(
  context: RunContext,
  load: StreamLoad,
  partition: string,
  index: number,
  attempt: number,
): Promise<ReadOutcome> {
  if (attempt > 1 && load.generation !== undefined && (await takeUpStaged(context, load, partition))) return 'done'
  const work = await beginWork(context, load, partition, load.generation?.id)
  const isBegun = load.generation === undefined ? work.attempt.isContinued : work.sequence > 0
  if (attempt === 1 && isBegun) load.continued.add(partition)
  context.emit({ type: 'partition-started', stream: load.resolved.name, partition, attempt })
  const ending = new AbortController()
  const signal = AbortSignal.any([context.signal, context.stop.signal, ending.signal])
  try {
    const savepoint = usableSavepoint(context, load, work)
    if (attempt === 1 && load.generation === undefined && savepoint !== undefined) {
      await acknowledge(context, load, partition, savepoint)
    }
    const outcome = await readAttempt(work, index, savepoint, signal)
    discard(load, work)
    return outcome
  } catch (thrown) {
    discard(load, work)
    throw asError(thrown, `source ${context.options.source.name}`)
  } finally {
    ending.abort(new Error('the attempt is over'))
  }
}

/** What was read after the last durable point is read again. */
function discard(load: StreamLoad, work: PartitionWork): void {
  const tally = work.takeTally()
  load.rejects.forget(tally)
  load.ledger = withTally(load.ledger, tally, 'discarded')
}

/** The savepoint to go on from, brought up to today's version; undefined where everything is to be read. */
function usableSavepoint(context: RunContext, load: StreamLoad, { attempt }: PartitionWork): JsonValue | undefined {
  if (load.readMode === 'range' || (load.readMode === 'full' && load.generation === undefined)) return undefined
  const stored = attempt.savepoint
  if (stored === undefined) return undefined
  const { stream } = load.resolved
  const { source } = context.options
  const version = stream.incremental === 'cursor' ? cursorSavepointVersion : source.savepointVersion
  if (stored.version === version) return stored.value
  if (stored.version < version && stream.migrateSavepoint !== undefined) return stream.migrateSavepoint(stored)
  throw new SavepointRefusedError(
    `stream ${stream.name} has a savepoint of version ${stored.version}, and ${source.name} makes version ${version}` +
      (stored.version > version ? '; use the newer version of the connector' : ' and cannot migrate it') +
      ', or run it once in mode full',
  )
}
