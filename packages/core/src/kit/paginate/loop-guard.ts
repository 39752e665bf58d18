import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { SourceError } from '../../contract/errors/source-error.ts'
import type { JsonValue } from '../../contract/json.ts'

/** What a `LoopGuard` is made with. */
export interface LoopGuardOptions {
  /** The list as messages name it: `GET /items`. */
  readonly name: string
  /** More pages than this are taken for an endless list. Default 100,000. */
  readonly maxPages?: number | undefined
  /** What names a record. Default: the whole record. */
  readonly keyOf?: ((record: JsonValue) => unknown) | undefined
}

/** Refuses to read the same page for ever. One guard for one list. */
export class LoopGuard {
  readonly #name: string
  readonly #maxPages: number
  readonly #keyOf: (record: JsonValue) => unknown
  readonly #seen = new Set<string>()
  #pages = 0
  #previous: readonly unknown[] = []

  constructor({ name, maxPages = 100_000, keyOf = (record) => record }: LoopGuardOptions) {
    this.#name = name
    this.#maxPages = maxPages
    this.#keyOf = keyOf
  }

  /** Call it before a page is asked for. Throws if it was asked for before, or if there are too many. */
  beforePage(position: JsonValue): void {
    if (this.#pages >= this.#maxPages) {
      throw new SourceError({
        code: 'rest_too_many_pages',
        message: `${this.#name} has more than ${this.#maxPages} pages; if that is right, raise \`maxPages\``,
      })
    }
    this.#pages += 1
    const digest = digestOf(position)
    if (this.#seen.has(digest)) {
      throw this.#loop(
        'leads back to a page that was read before',
        'see which token or link it gives for the next page',
      )
    }
    this.#seen.add(digest)
  }

  /** Call it with the records of a page. Throws if they are those of the page before. */
  afterPage(records: readonly JsonValue[]): void {
    const keys = records.map(this.#keyOf)
    if (keys.length > 0 && isDeepStrictEqual(keys, this.#previous)) {
      throw this.#loop(
        `answers page ${this.#pages} with the records of the page before`,
        'it seems to ignore what the page is asked by: see the names of the parameters, or read it with `singlePage()`',
      )
    }
    this.#previous = keys
  }

  #loop(what: string, remedy: string): SourceError {
    return new SourceError({ code: 'rest_loop', message: `${this.#name} ${what}; ${remedy}` })
  }
}

/** Cursors may be long, and there may be many of them. */
function digestOf(position: JsonValue): string {
  const text = JSON.stringify(position, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  return text.length <= 40 ? text : createHash('sha256').update(text).digest('base64')
}
