import { SourceError } from '../../contract/errors/source-error.ts'
import type { JsonValue } from '../../contract/json.ts'
import { describeKeys } from './describe-keys.ts'
import { parsePath } from '../parse-path.ts'

/** How the records of an answer are found. */
export interface SelectOptions {
  /**
   * The path of the array in the body: `data.items`; an array on the way is gone through, element by element. Or a function.
   * Default: the body, or the only array among its members.
   */
  readonly select?: string | ((body: JsonValue) => readonly JsonValue[])
  /** The array, or the whole body, is left out of an answer when there is nothing. Default false: then it is an error that it is not there. */
  readonly isSelectOptional?: boolean
}

/** The records in a body. No body has none, and neither has null where an array is expected. */
export function selectRecords(body: JsonValue, options: SelectOptions, name: string): readonly JsonValue[] {
  const { select, isSelectOptional = false } = options
  if (typeof select === 'function') return requireArray(select(body), name)
  if (body === null) return []
  if (select === undefined) return selectOnlyArray(body, isSelectOptional, name)
  const found = follow(body, parsePath(select))
  if (found.isOther || (found.isAbsent && !isSelectOptional)) throw notFound(select, body, name)
  return found.arrays.length === 1 ? (found.arrays[0] ?? []) : found.arrays.flat()
}

interface Followed {
  readonly arrays: readonly (readonly JsonValue[])[]
  /** A way ends before the path does. */
  readonly isAbsent: boolean
  /** At the end of a way is something else than an array. */
  readonly isOther: boolean
}

function follow(body: JsonValue, steps: readonly (string | null)[]): Followed {
  let values: readonly JsonValue[] = [body]
  let isAbsent = false
  for (const step of steps) {
    const holders = values.flatMap((value) => (isArray(value) ? value : [value]))
    if (step === null) {
      values = holders
      continue
    }
    values = holders.flatMap((holder) =>
      isObject(holder) && Object.hasOwn(holder, step) ? [holder[step] ?? null] : [],
    )
    isAbsent ||= values.length < holders.length
  }
  return {
    arrays: values.flatMap((value) => (isArray(value) ? [value] : [])),
    isAbsent,
    isOther: values.some((value) => value !== null && !isArray(value)),
  }
}

function selectOnlyArray(
  body: Exclude<JsonValue, null>,
  isSelectOptional: boolean,
  name: string,
): readonly JsonValue[] {
  if (isArray(body)) return body
  const arrays = isObject(body) ? Object.values(body).filter(isArray) : []
  const [only] = arrays
  if (arrays.length === 1 && only !== undefined) return only
  if (arrays.length === 0 && isSelectOptional && isObject(body)) return []
  const found = arrays.length === 0 ? 'there is no array' : `there are ${arrays.length} arrays`
  throw new SourceError({
    code: 'rest_no_records',
    message: `${found} at the top of the answer of ${name}: it has ${describeKeys(body)}; name its path by \`select\``,
  })
}

function notFound(select: string, body: JsonValue, name: string): SourceError {
  return new SourceError({
    code: 'rest_no_records',
    message: `select '${select}' found no array in the answer of ${name}: it has ${describeKeys(body)}`,
  })
}

function requireArray(records: unknown, name: string): readonly JsonValue[] {
  if (Array.isArray(records)) return records as readonly JsonValue[]
  throw new SourceError({ code: 'rest_no_records', message: `the function \`select\` of ${name} must return an array` })
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}
