import type { JsonValue } from '@millrace/core'
import { InvalidOptionsError } from '@millrace/core'
import { fromJsonText, toJsonText } from '@millrace/core/plugin'
import type { z } from 'zod'
import type { SealedSecret } from '../store/records.ts'
import { checkReferences } from './check-references.ts'
import { joinSettings } from './join-settings.ts'
import { Redactor } from './redactor.ts'
import { resolveReference } from './resolve-reference.ts'
import { SecretBox } from './secret-box.ts'
import { readKeys } from './secret-key.ts'
import type { SecretOptions } from './secret-options.ts'
import type { SecretPlace } from './secret-place.ts'
import { readGivenSecret } from './secret-reference.ts'
import type { GivenSecret, SecretReference } from './secret-reference.ts'
import { secretsAsParsed } from './secrets-as-parsed.ts'
import { splitSettings } from './split-settings.ts'

/** Settings as a record of a source or destination holds them. */
export interface ProtectedSettings {
  readonly settings: JsonValue
  readonly secrets: Readonly<Record<string, SealedSecret>>
}

/** Settings to connect with. */
export interface RevealedSettings<Settings> {
  /** As the schema returns them. */
  readonly settings: Settings
  /** Takes these secrets out of whatever is said of the connection: errors, warnings, log lines. */
  readonly redactor: Redactor
}

export interface ProtectRequest {
  /** That of the connector. */
  readonly schema: z.ZodType
  /** As somebody gave them; a secret may be a reference, or `{ kept }` where `previous` is given. */
  readonly settings: unknown
  /** The record that they are for: its id must be known. */
  readonly place: SecretPlace
  /** Of an update: what the record holds now. */
  readonly previous?: ProtectedSettings
}

/** Turns settings into what a store may hold, and back. */
export class SecretKeeper {
  readonly #box: SecretBox
  readonly #options: SecretOptions

  constructor(options: SecretOptions = {}) {
    this.#options = options
    this.#box = new SecretBox(readKeys(options.keys ?? []))
  }

  /**
   * Checks settings and seals their secrets. Throws `InvalidOptionsError` with every problem. Of a reference that cannot be
   * looked up here and now only the form is checked.
   */
  async protect(request: ProtectRequest): Promise<ProtectedSettings> {
    const { schema, settings: given, place, previous } = request
    const { settings, secrets } = splitSettings(schema, given, new Set(Object.keys(previous?.secrets ?? {})))
    const values = new Map<string, JsonValue>()
    const references = new Map<string, SecretReference>()
    for (const [path, secret] of secrets) {
      const known = this.#recall(path, secret, request)
      if (known.type === 'value') values.set(path, known.value)
      else references.set(path, known.reference)
    }
    const unresolved: string[] = []
    const resolved = new Map(values)
    for (const [path, reference] of references) {
      const value = await resolveReference(reference, this.#options, { place, path }).catch(() => undefined)
      if (value === undefined) unresolved.push(path)
      else resolved.set(path, value)
    }
    if (unresolved.length === 0) joinSettings(schema, { settings, secrets: resolved })
    else checkReferences(schema, { settings, secrets: resolved, unresolved })
    const sealed = [...values].map(([path, value]) => [path, this.#box.seal(toJsonText(value), place, path)] as const)
    const named = [...references].map(([path, reference]) => [path, { type: 'reference', reference }] as const)
    return { settings, secrets: Object.fromEntries<SealedSecret>([...sealed, ...named]) }
  }

  /** Opens secrets, looks up references, and parses the whole. */
  async reveal<Settings>(
    schema: z.ZodType<Settings>,
    { settings, secrets }: ProtectedSettings,
    place: SecretPlace,
  ): Promise<RevealedSettings<Settings>> {
    const values = new Map<string, JsonValue>()
    for (const [path, secret] of Object.entries(secrets)) {
      const known = this.#open(secret, place, path)
      const value =
        known.type === 'value' ? known.value : await resolveReference(known.reference, this.#options, { place, path })
      values.set(path, value)
    }
    const joined = joinSettings(schema, { settings, secrets: values })
    return { settings: joined, redactor: new Redactor([...values.values(), ...secretsAsParsed(schema, joined)]) }
  }

  /** The same under the first key; undefined where everything is under it already. */
  reseal({ settings, secrets }: ProtectedSettings, place: SecretPlace): ProtectedSettings | undefined {
    const entries = Object.entries(secrets)
    if (entries.every(([, secret]) => secret.type === 'reference' || this.#box.isCurrent(secret))) return undefined
    const resealed = entries.map(([path, secret]): readonly [string, SealedSecret] => [
      path,
      secret.type === 'reference' || this.#box.isCurrent(secret)
        ? secret
        : this.#box.seal(this.#box.open(secret, place, path), place, path),
    ])
    return { settings, secrets: Object.fromEntries(resealed) }
  }

  /** What stands at the place of a secret; `{ kept }` is looked up in the record. */
  #recall(path: string, given: GivenSecret, { place, previous }: ProtectRequest): KnownSecret {
    if (given.type !== 'kept') return given
    const secrets = previous?.secrets ?? {}
    const kept = Object.hasOwn(secrets, given.path) ? secrets[given.path] : undefined
    if (kept !== undefined) return this.#open(kept, place, given.path)
    throw new InvalidOptionsError([{ path, message: 'names a secret to be kept that is not there: enter the secret' }])
  }

  #open(secret: SealedSecret, place: SecretPlace, path: string): KnownSecret {
    if (secret.type === 'sealed') {
      // What was stored was JSON.
      return { type: 'value', value: fromJsonText(this.#box.open(secret, place, path)) as JsonValue }
    }
    const read = readGivenSecret(secret.reference)
    if (read.type === 'reference') return read
    throw new InvalidOptionsError([{ path, message: "must be { env: 'NAME' } or { ref }: enter the secret again" }])
  }
}

type KnownSecret = Exclude<GivenSecret, { readonly type: 'kept' }>
