import type { JsonValue } from '@millrace/core'
import type { SecretOptions } from './secret-options.ts'
import { describePlace } from './secret-place.ts'
import type { SecretPlace } from './secret-place.ts'
import type { SecretReference } from './secret-reference.ts'
import { SecretsError } from './secrets-error.ts'

/** Looks up a reference. Throws a `SecretsError` that says what was not found. */
export async function resolveReference(
  reference: SecretReference,
  options: Pick<SecretOptions, 'resolve' | 'environment'>,
  { place, path }: { readonly place: SecretPlace; readonly path: string },
): Promise<JsonValue> {
  const { resolve, environment = process.env } = options
  const missing = (what: string, isRetryable = false): SecretsError =>
    new SecretsError({
      code: 'secrets_reference_missing',
      message: `${describePlace(place, path)} ${what}`,
      isRetryable,
    })
  if ('env' in reference) {
    const value = Object.hasOwn(environment, reference.env) ? environment[reference.env] : undefined
    if (value !== undefined && value !== '') return value
    throw missing(`is in environment variable ${reference.env}, which is not set here: set it, or enter the secret`)
  }
  if (resolve === undefined) {
    throw missing('is a reference, and nobody resolves references: give createManager({ secrets: { resolve } })')
  }
  let value: JsonValue | undefined
  try {
    value = await resolve(reference.ref, place)
  } catch {
    // What it threw may hold anything.
    throw missing('is a reference that secrets.resolve failed on: see what that function says', true)
  }
  if (value === undefined)
    throw missing('is a reference that secrets.resolve does not know: mend it, or enter the secret')
  return value
}
