import { SavepointRefusedError } from '../../contract/errors/savepoint-refused-error.ts'
import type { JsonValue } from '../../contract/json.ts'

/** The numbers of a position that a paginator made earlier. Throws a `SavepointRefusedError` for what is none of its own. */
export function readPosition<Name extends string>(
  position: JsonValue,
  names: readonly Name[],
): Readonly<Record<Name, number>> {
  const numbers: Partial<Record<Name, number>> = {}
  for (const name of names) {
    const value: unknown = typeof position === 'object' && position !== null ? Reflect.get(position, name) : undefined
    if (typeof value !== 'number') throw refused()
    numbers[name] = value
  }
  return numbers as Record<Name, number>
}

/** What to say of a position that another kind of paginator has made. */
export function refused(): SavepointRefusedError {
  return new SavepointRefusedError(
    'the stored savepoint names no page of this list: its paging was changed; run the stream once in mode full',
  )
}
