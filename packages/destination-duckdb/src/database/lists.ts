import { BIGINT, LIST, listValue, VARCHAR } from '@duckdb/node-api'
import type { TypedParameter } from './connection.ts'

/** Texts as one parameter, to be unnested. */
export function textList(texts: readonly string[]): TypedParameter {
  return { value: listValue([...texts]), type: LIST(VARCHAR) }
}

/** Whole numbers as one parameter, to be unnested. */
export function integerList(integers: readonly number[]): TypedParameter {
  return { value: listValue(integers.map(BigInt)), type: LIST(BIGINT) }
}

/** Lists of at most so many, so that no statement gets too large. */
export function inParts<Element>(elements: readonly Element[], size = 1000): readonly (readonly Element[])[] {
  return Array.from({ length: Math.ceil(elements.length / size) }, (_, part) =>
    elements.slice(part * size, (part + 1) * size),
  )
}
