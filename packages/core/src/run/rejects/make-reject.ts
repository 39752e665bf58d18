import { createHash } from 'node:crypto'
import { maxRejectBytes } from '../../contract/reject.ts'
import type { Reject } from '../../contract/reject.ts'
import type { SourceRecord } from '../../contract/json.ts'
import type { StepName } from '../../contract/run-record.ts'
import type { Identity, Problem } from '../../tables/table-engine.ts'
import { writeRecord } from './record-text.ts'
import type { ResolvedStream } from '../options/resolved-stream.ts'

export interface RejectedRecord {
  readonly original: unknown
  readonly identity: Identity | undefined
  readonly step: StepName
  readonly problem: Problem
  readonly ordinal: number
}

export interface RejectPlace {
  readonly resolved: ResolvedStream
  readonly partition: string
  /** Partition whose attempt gave the ordinal: another one while an earlier reject is tried again. */
  readonly readIn: string
  readonly run: string
  readonly at: Date
  /** The same record's reject of an earlier run, which is tried again. */
  readonly earlier?: Pick<Reject, 'run' | 'at' | 'retries'> | undefined
}

export function makeReject(rejected: RejectedRecord, place: RejectPlace): Reject {
  const { identity, step, problem, ordinal } = rejected
  const { resolved, partition, readIn, run, earlier } = place
  const hasKey = resolved.primaryKey.length === 0 || identity !== undefined
  const text = textOf(rejected.original, resolved)
  const isTooLarge = text !== undefined && Buffer.byteLength(text) > maxRejectBytes
  return {
    id: rejectId(identity, resolved) ?? `${run}:${readIn}:${ordinal}`,
    stream: resolved.name,
    partition,
    step,
    code: problem.code,
    path: problem.path,
    message: problem.message,
    hasKey,
    record: text === undefined || isTooLarge ? null : text,
    digest: text === undefined ? null : createHash('sha256').update(text).digest('hex'),
    cursor: identity?.cursor ?? null,
    scope: identity?.scope ?? {},
    run: earlier?.run ?? run,
    at: earlier?.at ?? place.at.toISOString(),
    retries: earlier === undefined ? 0 : earlier.retries + 1,
  }
}

/** The id of a reject by its record's key; undefined where there is no key to go by. */
export function rejectId(identity: Identity | undefined, resolved: ResolvedStream): string | undefined {
  return identity === undefined || resolved.primaryKey.length === 0 ? undefined : `key:${identity.keyText}`
}

function textOf(original: unknown, { fields }: ResolvedStream): string | undefined {
  if (fields === undefined || typeof original !== 'object' || original === null || Array.isArray(original)) {
    return writeRecord(original)
  }
  try {
    return writeRecord(fields.apply(original as SourceRecord))
  } catch {
    return undefined
  }
}
