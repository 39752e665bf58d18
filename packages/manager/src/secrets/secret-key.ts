import { SecretsError } from './secrets-error.ts'

/** A key that secrets are sealed with. */
export interface SecretKey {
  /** Kept beside every secret that it sealed, so that it can be found again: `2026-01`. */
  readonly id: string
  /** 32 bytes, as base64 or hexadecimal text: `openssl rand -base64 32`. */
  readonly key: string
}

/** Keys by id; the first seals. */
export type KeyRing = ReadonlyMap<string, Buffer>

const keyBytes = 32

/** Reads keys. Throws for one that is not 32 bytes in base64 or hexadecimal, and for ids that are empty or come twice. */
export function readKeys(keys: readonly SecretKey[]): KeyRing {
  const ring = new Map<string, Buffer>()
  for (const [index, { id, key }] of keys.entries()) {
    const name = `secrets.keys[${index}]`
    if (typeof id !== 'string' || id === '') throw invalid(`${name}.id must be a text that is not empty`)
    if (ring.has(id)) throw invalid(`${name}.id is "${id}", as of a key before it: each needs an id of its own`)
    const bytes = typeof key === 'string' ? readBytes(key) : undefined
    if (bytes === undefined) {
      throw invalid(
        `${name}.key ("${id}") must be ${keyBytes} bytes as base64 or hexadecimal text: make one with \`openssl rand -base64 ${keyBytes}\``,
      )
    }
    ring.set(id, bytes)
  }
  return ring
}

/** Only what is written back the same counts: Buffer skips what it does not know. */
function readBytes(text: string): Buffer | undefined {
  const bytes = /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
  const isSame = bytes.toString('hex') === text.toLowerCase() || bytes.toString('base64') === text
  return isSame && bytes.length === keyBytes ? bytes : undefined
}

function invalid(message: string): SecretsError {
  return new SecretsError({ code: 'secrets_invalid_key', message })
}
