import { createHash, timingSafeEqual } from 'node:crypto'

/** SHA-256, in hexadecimal. Keys are random, so a slow hash would protect nothing more. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Compares digests in a time that says nothing of where they differ. */
export function isSameDigest(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left, 'hex'), Buffer.from(right, 'hex')]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** The id under which a store keeps what has this digest: what is looked for is found by one read. */
export function slotOf(digest: string): number {
  return Number.parseInt(digest.slice(0, 13), 16) + 1
}
