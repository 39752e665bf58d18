/**
 * Which parts of settings are secret is said by their schema: `.meta({ isSecret: true })`. In doubt a value is a secret:
 * where a schema offers several shapes and one of them is secret, and where a value is turned into another shape first.
 * Settings are kept as they were given, not as the schema returns them, and are parsed each time.
 */

import type { JsonValue, OptionProblem } from '@millrace/core'
import { InvalidOptionsError } from '@millrace/core'
import type { z } from 'zod'
import { findNonJson } from './find-non-json.ts'
import { toPointer } from './json-pointer.ts'
import type { JsonPath } from './json-pointer.ts'
import { mayHoldSecrets } from './inner-schemas.ts'
import type { AnySchema } from './inner-schemas.ts'
import { readGivenSecret } from './secret-reference.ts'
import type { GivenSecret } from './secret-reference.ts'
import { fitsNone, innerCandidates, possibleShapes } from './possible-shapes.ts'

export interface SplitSettings {
  /** Without secrets: keys whose value is one are left out, and in an array there is null instead. Keys that the schema does not know are gone. */
  readonly settings: JsonValue
  /** By where they stand, as a JSON pointer: `/apiKey`. */
  readonly secrets: ReadonlyMap<string, GivenSecret>
}

/** Tells secrets from other settings. Does not judge the settings themselves; throws `InvalidOptionsError` for what is no JSON.
 * `keepable` are the paths of the secrets that `{ kept }` may name. */
export function splitSettings(
  schema: z.ZodType,
  settings: unknown,
  keepable: ReadonlySet<string> = new Set(),
): SplitSettings {
  const problems: readonly OptionProblem[] = findNonJson(settings)
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  const secrets = new Map<string, GivenSecret>()
  const plain = split([schema], withoutGaps(settings as JsonValue), [], { secrets, keepable })
  return { settings: plain ?? null, secrets }
}

/** Whether it has another shape than the schema knows, or stands for something that had. */
function isHidden(value: JsonValue, shapes: readonly AnySchema[], { keepable }: Progress): boolean {
  if (fitsNone(value, shapes)) return true
  const given = readGivenSecret(value)
  if (given.type === 'value') return false
  if (given.type === 'kept' && keepable.has(given.path)) return true
  return Object.keys(value as object).every((key) => innerCandidates(shapes, key).length === 0)
}

/** A copy without keys that have no value: in JSON there are none. */
function withoutGaps(value: JsonValue | undefined): JsonValue {
  if (typeof value !== 'object' || value === null) return value ?? null
  if (Array.isArray(value)) return value.map(withoutGaps)
  const entries = Object.entries(value as Readonly<Record<string, JsonValue | undefined>>)
  return Object.fromEntries(entries.flatMap(([key, inner]) => (inner === undefined ? [] : [[key, withoutGaps(inner)]])))
}

interface Progress {
  readonly secrets: Map<string, GivenSecret>
  readonly keepable: ReadonlySet<string>
}

/** The value without secrets; undefined when it is one. */
function split(
  schemas: readonly AnySchema[],
  value: JsonValue,
  path: JsonPath,
  progress: Progress,
): JsonValue | undefined {
  // That something is not there is no secret.
  if (value === null) return null
  const shapes = possibleShapes(schemas)
  if (shapes === 'secret' || (shapes.some(mayHoldSecrets) && isHidden(value, shapes, progress))) {
    progress.secrets.set(toPointer(path), readGivenSecret(value))
    return undefined
  }
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) {
    return value.map((inner: JsonValue, index) => {
      const candidates = innerCandidates(shapes, index)
      return candidates === 'any' ? inner : (split(candidates, inner, [...path, index], progress) ?? null)
    })
  }
  const entries = Object.entries(value as Readonly<Record<string, JsonValue>>).flatMap(([key, inner]) => {
    const candidates = innerCandidates(shapes, key)
    if (candidates === 'any') return [[key, inner] as const]
    // The schema drops what it does not know: it might be a secret under a misspelt name.
    if (candidates.length === 0) return []
    const left = split(candidates, inner, [...path, key], progress)
    return left === undefined ? [] : [[key, left] as const]
  })
  return Object.fromEntries(entries)
}
