import type { JsonValue, Part } from '@millrace/core/plugin'
import { mutateRead } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Puts a Date into its savepoints, which would come back as a text. */
export const savepointDate: SourceMutant = {
  group: 'read',
  test: 'parts are of known kinds, and whole',
  because: /savepoint that is no JSON value/,
  create: mutateRead(async function* date(parts): AsyncGenerator<Part> {
    for await (const part of parts) {
      if ('savepoint' in part) yield { savepoint: withDate(part.savepoint) }
      else yield part
    }
  }),
}

function withDate(savepoint: JsonValue): JsonValue {
  const value: object = Object.assign({}, savepoint, { at: new Date(0) })
  return value as JsonValue
}
