import { parseInstant } from '../time/instant.ts'
import { badEnum, badInstant, missingParameter, refusal } from './api-error.ts'

/** The query of a request, read the way Clockify reads it: what does not fit is a 400. */
export class Parameters {
  readonly #query: URLSearchParams

  constructor(query: URLSearchParams) {
    this.#query = query
  }

  has(name: string): boolean {
    return this.#query.has(name)
  }

  text(name: string): string | undefined {
    const value = this.#query.get(name)
    return value === null || value === '' ? undefined : value
  }

  requiredText(name: string): string {
    const value = this.text(name)
    if (value === undefined) throw missingParameter(name, 'String')
    return value
  }

  /** All values, repeated, joined by commas or with `[]` behind the name. */
  list(name: string): readonly string[] {
    const values = [...this.#query.getAll(name), ...this.#query.getAll(`${name}[]`)]
    return values.flatMap((value) => value.split(',')).filter((value) => value !== '')
  }

  boolean(name: string): boolean | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (value === 'true') return true
    if (value === 'false') return false
    throw badConversion(name, 'java.lang.Boolean', `Invalid boolean value [${value}]`)
  }

  integer(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    if (!/^-?\d+$/.test(value)) throw badConversion(name, 'java.lang.Integer', `For input string: "${value}"`)
    return Number(value)
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const found = allowed.find((candidate) => candidate === value)
    if (found === undefined) throw badEnum(name, allowed)
    return found
  }

  /** Each of a list from a set. */
  someOf<T extends string>(name: string, allowed: readonly T[]): readonly T[] {
    return this.list(name).map((value) => {
      const found = allowed.find((candidate) => candidate === value)
      if (found === undefined) throw badEnum(name, allowed)
      return found
    })
  }

  /** Milliseconds since 1970. */
  instant(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const instant = parseInstant(value)
    if (instant === undefined) throw badInstant(name)
    return instant
  }

  requiredInstant(name: string): number {
    const instant = this.instant(name)
    if (instant === undefined) throw missingParameter(name, 'String')
    return instant
  }
}

function badConversion(name: string, type: string, reason: string): Error {
  const message = `Method parameter '${name}': Failed to convert value of type 'java.lang.String' to required type '${type}'; ${reason}`
  return refusal(400, message, 3000)
}
