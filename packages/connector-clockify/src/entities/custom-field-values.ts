import { toJsonText } from '@millrace/core/plugin'
import type { JsonValue } from '@millrace/core/plugin'
import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'
import { without } from './without.ts'

/**
 * Values of custom fields as rows with one steady column. `value` is text: a text as it is, everything else as JSON
 * (`12.5`, `true`, `["London"]`); `type` beside it says how to read it. `timeEntryId` is left out, since the row carries it as
 * its key.
 */
export function customFieldValues(values: JsonValue | undefined): readonly ClockifyObject[] {
  if (!Array.isArray(values)) return []
  return values.filter(isObject).map((field) => ({ ...without(field, 'timeEntryId'), value: toText(field['value']) }))
}

function toText(value: JsonValue | undefined): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  return toJsonText(value)
}
