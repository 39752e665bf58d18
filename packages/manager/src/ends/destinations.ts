import type { ManagerContext } from '../manager-context.ts'
import { cancelActiveRun } from '../runs/cancel-run.ts'
import type { DestinationMode } from '../store/records.ts'
import { EndRegistry } from './end-registry.ts'
import type { ConnectorView, DestinationView, EndChange, EndInput, TestResult } from './end-view.ts'
import { showDestination } from './show-end.ts'

/** The destinations of an account. */
export class Destinations {
  readonly #context: ManagerContext
  readonly #registry: EndRegistry<'destination'>

  constructor(context: ManagerContext, account: number) {
    this.#context = context
    this.#registry = new EndRegistry(context, 'destination', account)
  }

  /** The kinds of destinations that can be registered. */
  connectors(): readonly ConnectorView[] {
    return this.#registry.connectors()
  }

  /** Registers a destination, and answers its id. Throws `InvalidOptionsError` with everything that is wrong with the settings. */
  create(input: EndInput): Promise<number> {
    return this.#registry.create(input)
  }

  /** Tests the connection. The outcome is kept with the destination. */
  test(id: number): Promise<TestResult> {
    return this.#registry.test(id)
  }

  /** The same before anything is registered. */
  testSettings(input: Pick<EndInput, 'connector' | 'settings'>): Promise<TestResult> {
    return this.#registry.testSettings(input)
  }

  async read(id: number): Promise<DestinationView> {
    return showDestination(await this.#registry.read(id))
  }

  /** Newest first. */
  async list(): Promise<readonly DestinationView[]> {
    return (await this.#registry.list()).map(showDestination)
  }

  /** Changes name or settings. Runs that are under way go on with what they began with. */
  update(id: number, change: EndChange): Promise<void> {
    return this.#registry.update(id, change)
  }

  /** Pipelines of a destination that is not active do not run. */
  setActive(id: number, isActive: boolean): Promise<void> {
    return this.#registry.setActive(id, isActive)
  }

  /**
   * `inspection`: nothing is written; `maintenance`: nothing is done at all. No run begins in either; those that are queued
   * wait, and with `cancelRuns` all that are queued or running are cancelled.
   */
  async setMode(id: number, mode: DestinationMode, options: { readonly cancelRuns?: boolean } = {}): Promise<void> {
    await this.#registry.change(id, async ({ value }) => ({ ...value, mode }))
    if (mode !== 'normal' && options.cancelRuns === true) {
      for (const pipeline of await this.#context.store.list('pipeline', { destination: id })) {
        await cancelActiveRun(this.#context, pipeline)
      }
    }
    this.#context.wake()
  }

  /** Refused while pipelines use it. */
  async delete(id: number): Promise<void> {
    await this.#registry.delete(id)
    await this.#context.connections.forget(id)
  }
}
