import { createHmac } from 'node:crypto'
import { canonicalJson } from '../model/values/canonical-json.ts'

/**
 * HMAC-SHA-256 of a value, as hexadecimal text: of a text its UTF-8 bytes, of everything else its canonical JSON. So
 * equal values have equal hashes, also 15 and `"15"`. Null and missing stay what they are.
 */
export function hashValue(value: unknown, key: HashKey): unknown {
  if (value === null || value === undefined) return value
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return createHmac('sha256', key).update(text).digest('hex')
}

/** Whoever has it can find out values by trying; it never changes, or all hashes do. */
export type HashKey = Uint8Array | string

/** Tells one key from another without giving anything of it away. */
export function fingerprintOf(key: HashKey): string {
  return createHmac('sha256', key).update('millrace: the fingerprint of a key for hashes').digest('hex').slice(0, 16)
}
