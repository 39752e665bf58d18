import type { Destination, OpenRequest } from '../../src/contract/destination.ts'
import type { Logger } from '../../src/contract/logger.ts'
import type { PublishOutcome, StreamOutcome, StreamPublish } from '../../src/contract/publish.ts'
import type { Reject } from '../../src/contract/reject.ts'
import { stepNames } from '../../src/contract/run-record.ts'
import type { RunRecord, RunStatus, Steps } from '../../src/contract/run-record.ts'
import type { SchemaAnswer, SchemaChange } from '../../src/contract/schema-change.ts'
import type { Session } from '../../src/contract/session.ts'
import type { StreamSchema } from '../../src/contract/table-schema.ts'
import { usersBatch, usersSchema } from './users-stream.ts'
import type { UserRow } from './users-stream.ts'

/** A signal that is never aborted. */
export const signal: AbortSignal = new AbortController().signal

/** A logger that writes nothing. */
export const logger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }

export interface RunOptions {
  /** Default `p`. */
  readonly pipeline?: string
  /** Default 1,000. */
  readonly leaseDurationInMs?: number
  /** Epoch of the run to join. */
  readonly join?: number
}

/** Opens a session for a run. */
export function openRun(destination: Destination, run: string, options: RunOptions = {}): Promise<Session> {
  const { pipeline = 'p', leaseDurationInMs = 1000, join } = options
  const request: OpenRequest = {
    pipeline,
    run,
    leaseDurationInMs,
    ...(join === undefined ? {} : { join: { epoch: join } }),
    record: (number) => runRecord({ id: run, number, pipeline }),
    signal,
    logger,
  }
  return destination.open(request)
}

export function runRecord(given: Pick<RunRecord, 'id' | 'number' | 'pipeline'> & Partial<RunRecord>): RunRecord {
  return {
    status: 'running',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    resumeAt: null,
    steps: Object.fromEntries(stepNames.map((step) => [step, { passed: 0, failed: 0 }])) as Steps,
    streams: {},
    warnings: [],
    error: '',
    ...given,
  }
}

export function changeUsers(
  session: Session,
  schema: StreamSchema = usersSchema(),
  options: Partial<SchemaChange> = {},
): Promise<SchemaAnswer> {
  const usual = { definition: {}, takeOver: false, isRebuild: false, expectedVersion: schema.version }
  return session.changeSchema({ stream: schema.stream, schema, ...usual, ...options, signal })
}

/** Begins an attempt at a partition of `users` and stages these rows in it. */
export async function stageUsers(
  session: Session,
  rows: readonly UserRow[],
  options: { readonly partition?: string; readonly generation?: string } = {},
): Promise<number> {
  const { partition = '', generation } = options
  const { attempt, nextOrdinal } = await session.beginAttempt({ stream: 'users', partition, generation, signal })
  await session.stage({ ...usersBatch(rows, { attempt, partition, from: nextOrdinal }), signal })
  return attempt
}

export interface PublishOptions {
  /** What differs from a merge without deletions. */
  readonly stream?: Partial<StreamPublish>
  readonly status?: RunStatus
}

/** Publishes `users`. */
export async function publishUsers(
  session: Session,
  run: string,
  options: PublishOptions = {},
): Promise<StreamOutcome> {
  const outcome = await publishAll(session, run, {
    ...options,
    streams: [{ ...usersPublish, ...options.stream }],
  })
  const users = outcome.streams['users']
  if (users === undefined) throw new Error('the publish says nothing of users')
  return users
}

export function publishAll(
  session: Session,
  run: string,
  options: { readonly streams: readonly StreamPublish[]; readonly status?: RunStatus },
): Promise<PublishOutcome> {
  const { streams, status = 'running' } = options
  const record = (): RunRecord => runRecord({ id: run, number: session.runNumber, pipeline: 'p', status })
  return session.publish({ streams, record, signal })
}

/** Stages these rows in one partition and publishes them, without a savepoint. */
export async function loadUsers(
  session: Session,
  run: string,
  rows: readonly UserRow[],
  options: PublishOptions & {
    readonly partition?: string
    readonly keepsSeen?: boolean
    readonly hasEnded?: boolean
  } = {},
): Promise<StreamOutcome> {
  const { partition = '', keepsSeen = false, hasEnded = false } = options
  const { attempt, sequence, nextOrdinal } = await session.beginAttempt({
    stream: 'users',
    partition,
    generation: undefined,
    signal,
  })
  await session.stage({ ...usersBatch(rows, { attempt, partition, from: nextOrdinal }), signal })
  const commit = {
    partition,
    attempt,
    previousSequence: sequence,
    savepoint: undefined,
    keepsSeen,
    scopes: [],
    hasEnded,
  }
  return publishUsers(session, run, { ...options, stream: { partitions: [commit], ...options.stream } })
}

/** A merge of nothing. */
export const usersPublish: StreamPublish = {
  stream: 'users',
  how: 'merge',
  generation: undefined,
  stagings: [],
  partitions: [],
  comparesCursor: false,
  deletions: 'delete',
  appliesMissing: false,
  addedRejects: [],
  removedRejects: [],
}

/** A reject of `users`. */
export function reject(id: string): Reject {
  return {
    id,
    stream: 'users',
    partition: '',
    step: 'inputValidation',
    code: 'null_key',
    path: 'id',
    message: 'the key is null',
    hasKey: false,
    record: null,
    digest: null,
    cursor: null,
    scope: {},
    run: 'r1',
    at: '2026-01-01T00:00:00.000Z',
    retries: 0,
  }
}

function ignore(): void {}
