import type { ManagerContext } from '../manager-context.ts'
import { readOwn, requireAccount } from '../records/read-records.ts'
import { cancelRun } from './cancel-run.ts'
import { groupErrors } from './group-errors.ts'
import { listRuns } from './list-runs.ts'
import type { ErrorGroup, RunQuery, RunView } from './run-view.ts'
import { showRun } from './show-run.ts'
import { startRun } from './start-run.ts'
import { watchRun } from './watch-run.ts'

/** The runs of an account. */
export class Runs {
  readonly #context: ManagerContext
  readonly #account: number

  constructor(context: ManagerContext, account: number) {
    this.#context = context
    this.#account = account
  }

  /**
   * Queues a run, and answers its id at once. `incremental`: from the last savepoint on (true), everything again (false), or
   * as the pipeline does by default (null). Throws a `ManagerError` that says why there can be no run now.
   */
  start(pipeline: number, options: { readonly incremental?: boolean | null } = {}): Promise<number> {
    return startRun(this.#context, { account: this.#account, id: pipeline }, options)
  }

  /** Newest first. */
  async list(query: RunQuery = {}): Promise<readonly RunView[]> {
    await requireAccount(this.#context.store, this.#account)
    return (await listRuns(this.#context.store, this.#account, query)).map(showRun)
  }

  async read(run: number): Promise<RunView> {
    await requireAccount(this.#context.store, this.#account)
    return showRun(await readOwn(this.#context.store, 'run', { account: this.#account, id: run }))
  }

  /** Ends a run; what it has committed stays. One that is over stays as it is. */
  async cancel(run: number): Promise<void> {
    await this.read(run)
    await cancelRun(this.#context, run)
  }

  /** Errors of the runs that are kept, by message, the most frequent first. */
  async errors(query: { readonly pipeline?: number } = {}): Promise<readonly ErrorGroup[]> {
    return groupErrors(await this.list(query))
  }

  /** Yields the run as it stands, and again whenever it has changed, until it is over. */
  watch(run: number): AsyncIterable<RunView> {
    return watchRun(this.#context, { account: this.#account, id: run })
  }
}
