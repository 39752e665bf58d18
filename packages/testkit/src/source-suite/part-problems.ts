import { maxSavepointBytes, partKinds } from '@millrace/core/plugin'
import type { PartKind, ReadMode, Stream } from '@millrace/core/plugin'
import { keyPaths } from './record-key.ts'
import { scopeProblems } from './scope-problems.ts'

/** What is wrong with a part that a stream yielded. */
export function partProblems(part: unknown, stream: Stream, mode: ReadMode): readonly string[] {
  const kinds = partKinds.join(', ')
  if (typeof part !== 'object' || part === null || Array.isArray(part)) {
    return [`yields what is no part; a part is an object with one of: ${kinds}`]
  }
  const known = partKinds.filter((kind) => Object.hasOwn(part, kind))
  const [kind] = known
  if (kind === undefined || known.length > 1) {
    return [`yields a part with the properties '${Object.keys(part).join(', ')}'; it must have one of: ${kinds}`]
  }
  return checks[kind](Reflect.get(part, kind), { part, stream, mode })
}

interface PartContext {
  readonly part: object
  readonly stream: Stream
  readonly mode: ReadMode
}

const checks: Readonly<Record<PartKind, (value: unknown, context: PartContext) => readonly string[]>> = {
  records: (value) => (Array.isArray(value) ? [] : ['yields `records` that are no array']),
  bytes: (value, { part }) => [
    ...(value instanceof Uint8Array ? [] : ['yields `bytes` that are no Uint8Array']),
    ...('format' in part && ['ndjson', 'json-array'].includes(String(part.format))
      ? []
      : ["yields `bytes` without `format: 'ndjson'` or `'json-array'`"]),
  ],
  savepoint: (value, { stream, mode }) => [
    ...(mode === 'full' || (mode === 'incremental' && stream.incremental === 'savepoint')
      ? []
      : [`yields a savepoint in mode ${mode}, where this stream may not`]),
    ...savepointProblems(value),
  ],
  deleted: (value, { stream }) => {
    if (!Array.isArray(value)) return ['yields `deleted` that is no array of keys']
    const length = keyPaths(stream).length
    const areWhole = value.every((key: unknown) => isKey(key, length))
    return areWhole ? [] : [`yields \`deleted\` with a key that is null, or not ${length} values as its primary key`]
  },
  complete: (value, { stream }) => scopeProblems(value, stream),
  pause: (value) => {
    const isPause =
      typeof value === 'object' &&
      value !== null &&
      'until' in value &&
      'reason' in value &&
      value.until instanceof Date
    return isPause ? [] : ['yields `pause` without `until`, a Date, and `reason`']
  },
  skipped: (value) => (typeof value === 'string' && value !== '' ? [] : ['yields `skipped` without a reason']),
}

function savepointProblems(value: unknown): readonly string[] {
  if (!isJson(value)) return ['yields a savepoint that is no JSON value: it would come back as something else']
  const text = JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? String(member) : member))
  const bytes = Buffer.byteLength(text)
  return bytes <= maxSavepointBytes ? [] : [`yields a savepoint of ${bytes} bytes; ${maxSavepointBytes} are allowed`]
}

function isJson(value: unknown): boolean {
  if (value === null || ['string', 'boolean', 'bigint'].includes(typeof value)) return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object') return false
  if (Array.isArray(value)) return value.every(isJson)
  const prototype: unknown = Object.getPrototypeOf(value)
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isJson)
}

function isKey(key: unknown, length: number): boolean {
  const values: readonly unknown[] = Array.isArray(key) ? key : [key]
  return (
    values.length === length &&
    values.every((value) => ['string', 'number', 'bigint', 'boolean'].includes(typeof value))
  )
}
