import { randomUUID } from 'node:crypto'
import type { RunRecord } from '../contract/run-record.ts'
import type { Session } from '../contract/session.ts'
import { guardSession } from './commit/guard-session.ts'
import { RunRecorder } from './commit/run-recorder.ts'
import { asError, guard } from './guard.ts'
import type { GuardOptions } from './guard.ts'
import { parseOptions } from './options/parse-options.ts'
import type { PipelineOptions } from './options/pipeline-options.ts'
import { resolveOptions } from './options/resolve-options.ts'
import type { ResolvedOptions } from './options/resolve-options.ts'
import { resolveStreams } from './options/resolve-streams.ts'
import type { Run } from './run.ts'
import { listStreams } from './read/list-streams.ts'

/** Checks the options and opens a session of the destination, which holds the pipeline until the work is done. */
export async function withSession<Result>(
  options: PipelineOptions,
  work: (run: Run) => Promise<Result>,
): Promise<Result> {
  parseOptions(options)
  const resolved = resolveOptions(options)
  resolved.signal.throwIfAborted()
  const streams = await resolveStreams(resolved, await listStreams(resolved))
  const startedAt = new Date(resolved.now())
  const id = randomUUID()
  const recorder = new RunRecorder({ id, pipeline: resolved.id, startedAt, now: resolved.now })
  const session = guardSession(await open(resolved, id, recorder), {
    timeoutInMs: resolved.stallTimeoutInMs,
    who: `destination ${resolved.destination.name}`,
  })
  try {
    return await work({ id, options: resolved, streams, session, recorder, startedAt })
  } finally {
    await close(session, resolved)
  }
}

async function open(options: ResolvedOptions, run: string, recorder: RunRecorder): Promise<Session> {
  const { destination, id, leaseDurationInMs, signal, logger } = options
  const record = (number: number): RunRecord => {
    recorder.number = number
    return recorder.toRecord({ status: 'running', error: '', ledgers: new Map() })
  }
  try {
    return await openInTime(() => destination.open({ pipeline: id, run, leaseDurationInMs, record, signal, logger }), {
      signal,
      timeoutInMs: options.stallTimeoutInMs,
      who: `destination ${destination.name}, open`,
    })
  } catch (thrown) {
    throw asError(thrown, `destination ${destination.name}`)
  }
}

/** A session that comes after it was given up is closed again. */
async function openInTime(call: () => Promise<Session>, options: GuardOptions): Promise<Session> {
  let isGivenUp = false
  const opening = async (): Promise<Session> => {
    const session = await call()
    if (isGivenUp) await session[Symbol.asyncDispose]()
    return session
  }
  try {
    return await guard(opening, options)
  } catch (thrown) {
    isGivenUp = true
    throw thrown
  }
}

/** How the run ended is what its caller must learn, also when the destination is gone by now. */
async function close(session: Session, { id, logger }: ResolvedOptions): Promise<void> {
  try {
    await session[Symbol.asyncDispose]()
  } catch (thrown) {
    const cause = asError(thrown, 'the destination').message
    logger.error({ pipeline: id, cause }, 'the session could not be closed; its lease ends by itself')
  }
}
