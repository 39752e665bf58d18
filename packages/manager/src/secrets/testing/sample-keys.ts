import { randomBytes } from 'node:crypto'
import type { SecretKey } from '../secret-key.ts'
import type { SecretPlace } from '../secret-place.ts'

export function sampleKey(id: string): SecretKey {
  return { id, key: randomBytes(32).toString('base64') }
}

export const samplePlace: SecretPlace = { account: 1, kind: 'source', id: 5 }
