import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import { partKinds } from '../../contract/part.ts'
import type { Part, PartKind } from '../../contract/part.ts'

/** A part with its kind beside it, so that a switch can tell parts apart. */
export type KnownPart = {
  [Kind in PartKind]: { readonly type: Kind; readonly part: Extract<Part, Readonly<Record<Kind, unknown>>> }
}[PartKind]

/** Refuses by name what is no part. */
export function classifyPart(given: unknown, who: string): KnownPart {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidPartError(
      `${who} yielded ${Array.isArray(given) ? 'an array' : given === null ? 'null' : `a ${typeof given}`}; ` +
        'yield parts such as { records: [...] }',
    )
  }
  const kinds = partKinds.filter((kind) => Object.hasOwn(given, kind))
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    const keys = Object.keys(given).slice(0, 5).join(', ')
    throw new InvalidPartError(
      `${who} yielded a part with ${keys === '' ? 'no properties' : `the properties ${keys}`}; ` +
        `a part has exactly one of: ${partKinds.join(', ')}`,
    )
  }
  requireShape(kind, given, who)
  return { type: kind, part: given } as KnownPart
}

function requireShape(kind: PartKind, given: object, who: string): void {
  const value: unknown = Reflect.get(given, kind)
  const isRight = {
    records: () => Array.isArray(value),
    bytes: () => {
      const format: unknown = Reflect.get(given, 'format')
      return value instanceof Uint8Array && (format === 'ndjson' || format === 'json-array')
    },
    savepoint: () => value !== undefined,
    deleted: () => Array.isArray(value),
    complete: () => typeof value === 'object' && value !== null && !Array.isArray(value),
    pause: () =>
      typeof value === 'object' &&
      value !== null &&
      Reflect.get(value, 'until') instanceof Date &&
      !Number.isNaN(Number(Reflect.get(value, 'until'))) &&
      typeof Reflect.get(value, 'reason') === 'string',
    skipped: () => typeof value === 'string',
  }
  const shapes: Readonly<Record<PartKind, string>> = {
    records: 'an array of records',
    bytes: "a Uint8Array, with `format: 'ndjson'` or `'json-array'` beside it",
    savepoint: 'a JSON value',
    deleted: 'an array of keys',
    complete: 'a scope: conditions by column path',
    pause: '{ until: Date, reason: string }',
    skipped: 'the reason, a text',
  }
  if (!isRight[kind]()) throw new InvalidPartError(`${who} yielded a part whose \`${kind}\` is not ${shapes[kind]}`)
}
