import { StallError } from '../../contract/errors/stall-error.ts'
import type { SourceRecord } from '../../contract/json.ts'
import type { StepName } from '../../contract/run-record.ts'
import type { StandardIssue } from '../../contract/standard-schema.ts'
import type { Identity, Problem, TableEngine } from '../../tables/table-engine.ts'
import { guard } from '../guard.ts'
import type { GuardOptions } from '../guard.ts'
import { valueAt, withValueAt } from '../options/path-values.ts'
import type { ResolvedStream } from '../options/resolved-stream.ts'
import { snapshot } from '../read/snapshot.ts'

/** A record after the steps from `receive` to `transformation`. */
export type Prepared =
  | {
      readonly type: 'upsert'
      readonly original: SourceRecord
      readonly identity: Identity
      readonly record: SourceRecord
    }
  | { readonly type: 'filtered'; readonly identity: Identity }
  | {
      readonly type: 'rejected'
      readonly original: unknown
      /** Undefined where no key could be read. */
      readonly identity: Identity | undefined
      readonly step: StepName
      readonly problem: Problem
    }

/** What the steps go by. */
export interface Preparation {
  readonly resolved: ResolvedStream
  readonly engine: TableEngine
  /** Schema, filter and transform may be async: they are waited for like a plug-in. */
  readonly patience: Omit<GuardOptions, 'who'>
}

/** Takes records through the steps. Counts nothing, since the window's records pass here before anything stands. */
export async function prepareRecords(
  values: readonly unknown[],
  preparation: Preparation,
): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = []
  for (const value of values) {
    const outcome = prepareRecord(value, preparation)
    prepared.push(outcome instanceof Promise ? await outcome : outcome)
  }
  return prepared
}

/** Takes one record through the steps. */
export function prepareRecord(value: unknown, preparation: Preparation): Prepared | Promise<Prepared> {
  const { resolved, engine } = preparation
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
    return reject(value, undefined, 'receive', problem('', 'not_an_object', `a record is an object, this is ${what}`))
  }
  const record = value as SourceRecord
  const { schema } = resolved
  if (schema === undefined) return identifyRecord(record, preparation)
  return attempt(
    preparation,
    record,
    undefined,
    'inputValidation',
    'validation_threw',
    () => schema['~standard'].validate(record),
    (answer) =>
      answer.issues === undefined
        ? identifyRecord(record, preparation)
        : reject(record, identityOf(record, engine), 'inputValidation', toProblem(answer.issues)),
  )
}

function identifyRecord(record: SourceRecord, preparation: Preparation): Prepared | Promise<Prepared> {
  const { resolved, engine } = preparation
  const identity = engine.identify(record)
  if (identity.type === 'problem') return reject(record, identity.identity, 'inputValidation', identity)
  const { filter } = resolved
  if (filter === undefined) return transformRecord(record, identity, preparation)
  return attempt(
    preparation,
    record,
    identity,
    'filter',
    'filter_threw',
    () => filter.apply(record),
    (isWanted: unknown) => {
      if (isWanted === true) return transformRecord(record, identity, preparation)
      if (isWanted === false) return { type: 'filtered', identity }
      // Whoever forgets to answer would have every row deleted.
      const message = 'the filter must answer true or false'
      return reject(record, identity, 'filter', problem('', 'filter_gave_no_boolean', message))
    },
  )
}

function transformRecord(
  original: SourceRecord,
  identity: Identity,
  preparation: Preparation,
): Prepared | Promise<Prepared> {
  const { resolved, engine } = preparation
  const { fields, transform } = resolved
  if (fields === undefined && transform === undefined) return { type: 'upsert', original, identity, record: original }
  return attempt(
    preparation,
    original,
    identity,
    'transformation',
    'transform_threw',
    () => {
      const selected = fields === undefined ? original : fields.apply(original)
      // A copy, since a transform may change it in place, and a reject keeps the record as it was.
      return transform === undefined ? selected : transform.apply(snapshot(selected) as SourceRecord)
    },
    (record) =>
      transform === undefined
        ? { type: 'upsert', original, identity, record }
        : protect(original, record, identity, resolved, engine),
  )
}

/** Key, cursor and scope fields stay as they were read: what was left out is put back, what was changed is refused. */
function protect(
  original: SourceRecord,
  transformed: unknown,
  identity: Identity,
  resolved: ResolvedStream,
  engine: TableEngine,
): Prepared {
  const refuse = (path: string, code: string, message: string): Prepared =>
    reject(original, identity, 'transformation', problem(path, code, message))
  if (typeof transformed !== 'object' || transformed === null || Array.isArray(transformed)) {
    return refuse('', 'transform_gave_no_record', 'the transform must answer exactly one record, an object')
  }
  let record = transformed as SourceRecord
  for (const path of resolved.protectedPaths) {
    if (valueAt(record, path) === undefined && valueAt(original, path) !== undefined) {
      record = withValueAt(record, path, valueAt(original, path))
    }
  }
  const after = engine.identify(record)
  const isSame =
    after.type === 'identity' &&
    after.keyText === identity.keyText &&
    after.cursor === identity.cursor &&
    Object.entries(identity.scope).every(([path, cell]) => after.scope[path] === cell)
  if (!isSame) {
    return refuse(
      '',
      'protected_field_changed',
      'the transform changed a key, cursor or scope field, which must stay as it was read',
    )
  }
  return { type: 'upsert', original, identity, record }
}

/** Calls what a user wrote; whatever it throws rejects the record. */
function attempt<Answer>(
  { patience }: Preparation,
  original: SourceRecord,
  identity: Identity | undefined,
  step: StepName,
  code: string,
  call: () => Answer | Promise<Answer>,
  next: (answer: Answer) => Prepared | Promise<Prepared>,
): Prepared | Promise<Prepared> {
  const fail = (thrown: unknown): Prepared =>
    // The message of what was thrown may quote values.
    reject(
      original,
      identity,
      step,
      problem('', code, `${step} threw ${thrown instanceof Error ? thrown.name : `a ${typeof thrown}`}`),
    )
  let answer: Answer | Promise<Answer>
  try {
    answer = call()
  } catch (thrown) {
    return fail(thrown)
  }
  return answer instanceof Promise ? settle(answer) : next(answer)

  async function settle(given: Promise<Answer>): Promise<Prepared> {
    let settled: Answer
    try {
      settled = await guard(() => given, { ...patience, who: step })
    } catch (thrown) {
      patience.signal.throwIfAborted()
      if (StallError.isInstance(thrown)) throw thrown
      return fail(thrown)
    }
    return next(settled)
  }
}

function identityOf(record: SourceRecord, engine: TableEngine): Identity | undefined {
  const identity = engine.identify(record)
  return identity.type === 'identity' ? identity : identity.identity
}

function reject(original: unknown, identity: Identity | undefined, step: StepName, problem: Problem): Prepared {
  return { type: 'rejected', original, identity, step, problem }
}

function problem(path: string, code: string, message: string): Problem {
  return { type: 'problem', path, code, message }
}

/** Only the path: messages of schema libraries quote values. */
function toProblem(issues: readonly StandardIssue[]): Problem {
  const paths = issues.map(({ path = [] }) =>
    path.map((step) => String(typeof step === 'object' ? step.key : step)).join('.'),
  )
  const [first = ''] = paths
  const where = paths.map((path) => (path === '' ? 'the record' : path)).join(', ')
  return problem(first, 'schema_mismatch', `the stream's schema refuses ${where}`)
}
