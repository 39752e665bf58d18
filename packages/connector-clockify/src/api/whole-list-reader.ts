import { SourceError } from '@millrace/core/plugin'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { ListReader, ownId } from './list-reader.ts'
import type { AskPage, ListRequest } from './list-reader.ts'

const maxPasses = 5

/**
 * Reads every object of a list, also when the list changes meanwhile. An object that is removed from a page that was read
 * moves the others forward: one of them goes from the next page to the one before, and is never seen. A list of several
 * pages is therefore read again, until all that was seen the time before is still there.
 */
export class WholeListReader {
  readonly #request: ListRequest
  readonly #known: Set<unknown> = new Set()
  #reader: ListReader
  #passes = 0
  #pages = 0
  #seen: Set<unknown> = new Set()
  #before: ReadonlySet<unknown> | undefined
  #isEnded = false

  constructor(request: ListRequest) {
    this.#request = request
    this.#reader = new ListReader(request)
  }

  /** The next objects that have not come yet; undefined when all have. What failed is asked for again by the next call. */
  async next(ask: AskPage): Promise<readonly ClockifyObject[] | undefined> {
    while (!this.#isEnded) {
      const page = await this.#reader.next(ask)
      if (page === undefined) {
        this.#endPass()
        continue
      }
      this.#pages += 1
      const { idOf = ownId } = this.#request
      for (const id of page.map(idOf)) if (id !== undefined) this.#seen.add(id)
      const fresh = page.filter((object) => !this.#known.has(idOf(object)))
      for (const id of fresh.map(idOf)) if (id !== undefined) this.#known.add(id)
      if (fresh.length > 0) return fresh
    }
    return undefined
  }

  #endPass(): void {
    this.#passes += 1
    if (this.#pages <= 1 || this.#before?.isSubsetOf(this.#seen) === true) {
      this.#isEnded = true
      return
    }
    this.#before = this.#seen
    this.#seen = new Set()
    this.#pages = 0
    this.#reader = new ListReader(this.#request)
    if (this.#passes < maxPasses) return
    this.#passes = 0
    throw new SourceError({
      code: 'clockify_list_changes',
      message: `${this.#request.path} lost objects each of the ${maxPasses} times it was read: it cannot be known whether everything came`,
      isRetryable: true,
    })
  }
}
