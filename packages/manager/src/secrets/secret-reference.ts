import type { JsonValue } from '@millrace/core'

/** What may be given in place of a secret. */
export type SecretReference =
  /** An environment variable, looked up each time. */
  | { readonly env: string }
  /** Anything that the function `secrets.resolve` of the manager understands: `{ ref: { vault: 'clockify', field: 'key' } }`. */
  | { readonly ref: JsonValue }

/** What a value at the place of a secret is. */
export type GivenSecret =
  | { readonly type: 'value'; readonly value: JsonValue }
  | { readonly type: 'reference'; readonly reference: SecretReference }
  /** `{ kept: '/apiKey' }`, in an update: as it is stored, at this path in what was read. */
  | { readonly type: 'kept'; readonly path: string }

/** An object with the one key `env`, `ref` or `kept` is never a secret itself; everything else is. */
export function readGivenSecret(value: JsonValue): GivenSecret {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { type: 'value', value }
  const [entry, ...others] = Object.entries(value as Readonly<Record<string, JsonValue>>)
  if (entry === undefined || others.length > 0) return { type: 'value', value }
  const [key, named] = entry
  if (key === 'env' && typeof named === 'string' && named !== '')
    return { type: 'reference', reference: { env: named } }
  if (key === 'ref') return { type: 'reference', reference: { ref: named } }
  if (key === 'kept' && typeof named === 'string') return { type: 'kept', path: named }
  return { type: 'value', value }
}
