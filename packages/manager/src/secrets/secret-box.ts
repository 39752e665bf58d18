import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SealedSecret } from '../store/records.ts'
import type { KeyRing } from './secret-key.ts'
import { describePlace } from './secret-place.ts'
import type { SecretPlace } from './secret-place.ts'
import { SecretsError } from './secrets-error.ts'

/** A secret that was encrypted. */
export type Sealed = Extract<SealedSecret, { readonly type: 'sealed' }>

const algorithm = 'aes-256-gcm'

/** As NIST recommends for GCM. With random ones a key is good for 2^32 secrets. */
const nonceBytes = 12
const tagBytes = 16

/** Seals texts with the first key and opens what any of the keys has sealed. */
export class SecretBox {
  readonly #keys: KeyRing

  constructor(keys: KeyRing) {
    this.#keys = keys
  }

  /** `path` is where in the settings the secret stands. */
  seal(text: string, place: SecretPlace, path: string): Sealed {
    const [first] = this.#keys
    if (first === undefined) {
      throw new SecretsError({
        code: 'secrets_key_missing',
        message: `${describePlace(place, path)} cannot be stored without a key: give createManager({ secrets: { keys: [{ id, key }] } }) one made with \`openssl rand -base64 32\`, or name an environment variable in its place: { env: 'NAME' }`,
      })
    }
    const [id, key] = first
    const nonce = randomBytes(nonceBytes)
    const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    cipher.setAAD(additionalData(place, path))
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return {
      type: 'sealed',
      key: id,
      nonce: nonce.toString('base64'),
      text: sealed.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
    }
  }

  /** The opposite. Throws a `SecretsError` that names the key where it is missing or another one. */
  open(sealed: Sealed, place: SecretPlace, path: string): string {
    const key = this.#keys.get(sealed.key)
    if (key === undefined) throw this.#missing(sealed.key, place, path)
    try {
      const decipher = createDecipheriv(algorithm, key, Buffer.from(sealed.nonce, 'base64'), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(additionalData(place, path))
      decipher.setAuthTag(Buffer.from(sealed.tag, 'base64'))
      return Buffer.concat([decipher.update(sealed.text, 'base64'), decipher.final()]).toString('utf8')
    } catch {
      throw new SecretsError({
        code: 'secrets_unreadable',
        message: `${describePlace(place, path)} cannot be opened with key "${sealed.key}": it was sealed with another key of this id, or the record was changed or moved by hand. Give the key that it was sealed with, or enter the secret again`,
      })
    }
  }

  /** Whether it is sealed with the first key. */
  isCurrent(sealed: Sealed): boolean {
    const [first] = this.#keys.keys()
    return sealed.key === first
  }

  #missing(id: string, place: SecretPlace, path: string): SecretsError {
    const known = [...this.#keys.keys()].map((key) => `"${key}"`).join(', ')
    return new SecretsError({
      code: 'secrets_key_missing',
      message: `${describePlace(place, path)} is sealed with key "${id}", which is not among secrets.keys (${known === '' ? 'there are none' : known}): add it behind the first, or enter the secret again`,
    })
  }
}

/** What must be the same when a secret is opened. Not secret itself. */
function additionalData({ account, kind, id }: SecretPlace, path: string): Buffer {
  return Buffer.from(JSON.stringify(['millrace secret 1', account, kind, id, path]))
}
