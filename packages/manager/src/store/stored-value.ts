/**
 * How values are kept: as JSON text, exactly, with its order of keys. Numbers come back as they were. A `bigint` comes back as one
 * where a number could not hold it, as a number else. Keys without a value are left out.
 */

import { fromJsonText } from '@millrace/core/plugin'
import type { RecordKind, StoredRecord } from './records.ts'
import { StoreError } from './store-error.ts'

/** Throws for numbers that JSON does not have, and would turn into null. */
export function writeValue<Kind extends RecordKind>(kind: Kind, value: StoredRecord[Kind]): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner === 'bigint') return json.rawJSON(String(inner))
    if (typeof inner !== 'number' || Number.isSafeInteger(inner)) return inner
    if (!Number.isFinite(inner)) {
      throw new StoreError({
        code: 'store_invalid_request',
        message: `a value of kind ${kind} holds a number that JSON does not have (NaN or infinite): write null or a text instead`,
      })
    }
    // With all its digits it would look like a `bigint`.
    return Number.isInteger(inner) ? json.rawJSON(inner.toExponential()) : inner
  })
}

/** The opposite. */
export function readValue<Kind extends RecordKind>(_kind: Kind, text: string): StoredRecord[Kind] {
  return fromJsonText(text) as StoredRecord[Kind]
}

/** `rawJSON` is not among the types yet. */
const json = JSON as typeof JSON & { rawJSON(text: string): unknown }
