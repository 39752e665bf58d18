import type { JsonValue } from '@millrace/core/plugin'

/** An id or a name; Clockify sends `""` for one that is not there. */
export function nullIfEmpty(value: JsonValue | undefined): JsonValue {
  return value === '' || value === undefined ? null : value
}
