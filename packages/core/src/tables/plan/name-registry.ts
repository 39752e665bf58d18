import { createHash } from 'node:crypto'
import type { Capabilities } from '../../contract/capabilities.ts'

/** Gives out names that fit the destination and that nobody else has. */
export class NameRegistry {
  readonly capabilities: Capabilities
  readonly #isTakenElsewhere: (name: string) => boolean
  readonly #isReserved: (name: string) => boolean
  readonly #taken = new Set<string>()

  /** Names that `isReserved` names are given with a hash only. */
  constructor(
    capabilities: Capabilities,
    rules: {
      readonly isTakenElsewhere?: ((name: string) => boolean) | undefined
      readonly isReserved?: (name: string) => boolean
    } = {},
  ) {
    this.capabilities = capabilities
    this.#isTakenElsewhere = rules.isTakenElsewhere ?? (() => false)
    this.#isReserved = rules.isReserved ?? (() => false)
  }

  isFree(name: string): boolean {
    return !this.#taken.has(this.#fold(name)) && !this.#isTakenElsewhere(name)
  }

  isSame(one: string, other: string): boolean {
    return this.#fold(one) === this.#fold(other)
  }

  fits(name: string): boolean {
    return name !== '' && this.#lengthOf(name) <= this.capabilities.maxIdentifierLength.count
  }

  /** Takes a name as it is. */
  reserve(name: string): void {
    this.#taken.add(this.#fold(name))
  }

  release(name: string): void {
    this.#taken.delete(this.#fold(name))
  }

  /** Takes the wanted name, or a cut one that ends in a hash of `identity` where it is too long or not free. */
  take(wanted: string, identity: string): string {
    let name = wanted
    let isRefused = this.#isReserved(wanted)
    for (let attempt = 0; isRefused || !this.fits(name) || !this.isFree(name); attempt++) {
      isRefused = false
      const suffix = `_${hashOf(attempt === 0 ? identity : `${identity}#${attempt}`)}`
      name = this.#cut(wanted, this.capabilities.maxIdentifierLength.count - suffix.length) + suffix
    }
    this.reserve(name)
    return name
  }

  #cut(name: string, length: number): string {
    let cut = ''
    let used = 0
    for (const character of name) {
      used += this.#lengthOf(character)
      if (used > length) break
      cut += character
    }
    return cut
  }

  #lengthOf(name: string): number {
    return this.capabilities.maxIdentifierLength.unit === 'bytes' ? Buffer.byteLength(name) : Array.from(name).length
  }

  #fold(name: string): string {
    // Upper case first: it brings together what lower case alone keeps apart (ß and ss, ſ and s).
    return this.capabilities.identifierCase === 'insensitive' ? name.toUpperCase().toLowerCase() : name
  }
}

/** Names that data columns never get: those of the columns that engine and destination add, and of the destination's own. */
export function isReservedName(name: string, { reservedColumnNames, identifierCase }: Capabilities): boolean {
  if (/^_index(?:_[0-9]+)?$|^_mr_/i.test(name)) return true
  const wanted = identifierCase === 'insensitive' ? name.toLowerCase() : name
  return reservedColumnNames.includes(wanted)
}

function hashOf(identity: string): string {
  // Lone surrogates are all the same in UTF-8, but not as JSON.
  const text = identity.isWellFormed() ? identity : JSON.stringify(identity)
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
