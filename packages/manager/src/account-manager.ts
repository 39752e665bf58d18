import { Destinations } from './ends/destinations.ts'
import { Sources } from './ends/sources.ts'
import type { ManagerContext } from './manager-context.ts'
import { Pipelines } from './pipelines/pipelines.ts'
import { Runs } from './runs/runs.ts'

/** Everything of one account. */
export class AccountManager {
  /** Id of the account. */
  readonly account: number
  readonly sources: Sources
  readonly destinations: Destinations
  readonly pipelines: Pipelines
  readonly runs: Runs

  constructor(context: ManagerContext, account: number) {
    this.account = account
    this.sources = new Sources(context, account)
    this.destinations = new Destinations(context, account)
    this.pipelines = new Pipelines(context, account)
    this.runs = new Runs(context, account)
  }
}
