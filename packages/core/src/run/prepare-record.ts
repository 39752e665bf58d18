import type { SourceRecord } from '../contract/json.ts'
import type { StepName } from '../contract/run-record.ts'
import type { StandardIssue } from '../contract/standard-schema.ts'
import type { Identity, Problem, TableEngine } from '../tables/table-engine.ts'
import { valueAt, withValueAt } from './path-values.ts'
import type { ResolvedStream } from './resolved-stream.ts'

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

/** Takes records through the steps. Counts nothing, since the window's records pass here before anything stands. */
export async function prepareRecords(
  values: readonly unknown[],
  resolved: ResolvedStream,
  engine: TableEngine,
): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = []
  for (const value of values) {
    const outcome = prepareRecord(value, resolved, engine)
    prepared.push(outcome instanceof Promise ? await outcome : outcome)
  }
  return prepared
}

function prepareRecord(value: unknown, resolved: ResolvedStream, engine: TableEngine): Prepared | Promise<Prepared> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const what = value === null ? 'null' : Array.isArray(value) ? 'an array' : `a ${typeof value}`
    return reject(value, undefined, 'receive', problem('', 'not_an_object', `a record is an object, this is ${what}`))
  }
  const record = value as SourceRecord
  const { schema } = resolved
  if (schema === undefined) return identifyRecord(record, resolved, engine)
  return attempt(
    record,
    undefined,
    'inputValidation',
    'validation_threw',
    () => schema['~standard'].validate(record),
    (answer) =>
      answer.issues === undefined
        ? identifyRecord(record, resolved, engine)
        : reject(record, identityOf(record, engine), 'inputValidation', toProblem(answer.issues)),
  )
}

function identifyRecord(
  record: SourceRecord,
  resolved: ResolvedStream,
  engine: TableEngine,
): Prepared | Promise<Prepared> {
  const identity = engine.identify(record)
  if (identity.type === 'problem') return reject(record, identity.identity, 'inputValidation', identity)
  const { filter } = resolved
  if (filter === undefined) return transformRecord(record, identity, resolved, engine)
  return attempt(
    record,
    identity,
    'filter',
    'filter_threw',
    () => filter.apply(record),
    (isWanted) => (isWanted ? transformRecord(record, identity, resolved, engine) : { type: 'filtered', identity }),
  )
}

function transformRecord(
  original: SourceRecord,
  identity: Identity,
  resolved: ResolvedStream,
  engine: TableEngine,
): Prepared | Promise<Prepared> {
  const { fields, transform } = resolved
  if (fields === undefined && transform === undefined) return { type: 'upsert', original, identity, record: original }
  return attempt(
    original,
    identity,
    'transformation',
    'transform_threw',
    () => {
      const selected = fields === undefined ? original : fields.apply(original)
      return transform === undefined ? selected : transform.apply(selected)
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
      settled = await given
    } catch (thrown) {
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
