import { createHash } from 'node:crypto'
import type { JsonValue } from '@millrace/core'
import { canonicalJson } from './canonical-json.ts'

/** SHA-256 of data, in hexadecimal; the same for equal data, whatever the order of its keys. */
export function digest(data: JsonValue): string {
  return createHash('sha256').update(canonicalJson(data)).digest('hex')
}
