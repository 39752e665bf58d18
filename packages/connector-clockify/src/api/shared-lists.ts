import type { ClockifyObject } from '../entities/clockify-object.ts'
import type { ClockifyApi } from './clockify-api.ts'
import type { ListRequest } from './list-reader.ts'
import { OncePerRun } from './once-per-run.ts'
import type { RunContext } from './once-per-run.ts'
import type { WholeListReader } from './whole-list-reader.ts'

/** Whole lists that several streams of a run need: each page is asked for once, when the first of them pulls it. */
export class SharedLists {
  readonly #api: ClockifyApi
  readonly #readers: OncePerRun<WholeListReader> = new OncePerRun()
  readonly #pages: OncePerRun<readonly ClockifyObject[] | undefined> = new OncePerRun()

  constructor(api: ClockifyApi) {
    this.#api = api
  }

  async *pages(request: ListRequest, context: RunContext): AsyncGenerator<readonly ClockifyObject[]> {
    const list = JSON.stringify([request.path, request.query])
    const reader = await this.#readers.get(list, context, async () => this.#api.wholeListReader(request))
    for (let index = 0; ; index += 1) {
      const page = await this.#pages.get(`${index} ${list}`, context, () => reader.next(this.#api.askPage(context)))
      if (page === undefined) return
      yield page
    }
  }
}
