import type { JsonValue } from '@millrace/core'
import type { SealedSecret } from '../store/records.ts'
import { placeValues } from './json-pointer.ts'

/**
 * Settings as a read shows them: `{ kept: '/apiKey' }` stands for a secret, and references stand as they were given. An update
 * takes the same back, and keeps what is kept.
 */
export function showSettings({
  settings,
  secrets,
}: {
  readonly settings: JsonValue
  readonly secrets: Readonly<Record<string, SealedSecret>>
}): JsonValue {
  const shown = Object.entries(secrets).map(
    ([path, secret]) => [path, secret.type === 'reference' ? secret.reference : { kept: path }] as const,
  )
  return placeValues(settings, new Map<string, JsonValue>(shown))
}
