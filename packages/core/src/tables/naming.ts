import { InvalidOptionsError } from '../contract/errors/invalid-options-error.ts'
import type { Naming } from './table-engine.ts'

/** Names one path segment. Never answers an empty text. */
export type NameSegment = (segment: string) => string

const separator = '__'

/** The function behind a `Naming`. Control characters and lone surrogates become `_` whatever it says. */
export function resolveNaming(naming: Naming): NameSegment {
  const name = typeof naming === 'function' ? checked(naming) : naming === 'snake' ? toSnakeCase : toLowerCase
  return (segment) => name(segment).replaceAll(/\p{Cc}|\p{Cs}/gu, '_') || '_'
}

/** The name of a column or table from the segments of its path: `automaticlock__firstday`. */
export function joinNames(segments: readonly string[], name: NameSegment): string {
  return segments.map(name).join(separator)
}

function toLowerCase(segment: string): string {
  return segment.toLowerCase()
}

function toSnakeCase(segment: string): string {
  return segment
    .replaceAll(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1_$2')
    .replaceAll(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1_$2')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .toLowerCase()
}

function checked(naming: (segment: string) => unknown): NameSegment {
  return (segment) => {
    let name: unknown
    try {
      name = naming(segment)
    } catch (cause) {
      throw invalid(`it threw (${cause instanceof Error ? cause.name : 'no error'})`)
    }
    if (typeof name !== 'string') throw invalid(`it answered ${typeof name}, not a text`)
    return name
  }
}

function invalid(message: string): InvalidOptionsError {
  return new InvalidOptionsError([{ path: 'naming', message: `the function cannot be used: ${message}` }])
}
