import type { ManagerContext } from '../manager-context.ts'
import { describeStreams } from '../preview/describe-streams.ts'
import type { StreamSummary } from '../preview/describe-streams.ts'
import { cleanError } from '../secrets/clean-error.ts'
import { EndRegistry } from './end-registry.ts'
import type { ConnectorView, EndChange, EndInput, SourceView, TestResult } from './end-view.ts'
import { showEnd } from './show-end.ts'

/** The sources of an account. */
export class Sources {
  readonly #context: ManagerContext
  readonly #registry: EndRegistry<'source'>

  constructor(context: ManagerContext, account: number) {
    this.#context = context
    this.#registry = new EndRegistry(context, 'source', account)
  }

  /** The kinds of sources that can be registered. */
  connectors(): readonly ConnectorView[] {
    return this.#registry.connectors()
  }

  /** Registers a source, and answers its id. Throws `InvalidOptionsError` with everything that is wrong with the settings. */
  create(input: EndInput): Promise<number> {
    return this.#registry.create(input)
  }

  /** Tests the connection. The outcome is kept with the source. */
  test(id: number): Promise<TestResult> {
    return this.#registry.test(id)
  }

  /** The same before anything is registered. */
  testSettings(input: Pick<EndInput, 'connector' | 'settings'>): Promise<TestResult> {
    return this.#registry.testSettings(input)
  }

  async read(id: number): Promise<SourceView> {
    return showEnd(await this.#registry.read(id))
  }

  /** Newest first. */
  async list(): Promise<readonly SourceView[]> {
    return (await this.#registry.list()).map(showEnd)
  }

  /** Changes name or settings. Runs that are under way go on with what they began with. */
  update(id: number, change: EndChange): Promise<void> {
    return this.#registry.update(id, change)
  }

  /** Pipelines of a source that is not active do not run. */
  setActive(id: number, isActive: boolean): Promise<void> {
    return this.#registry.setActive(id, isActive)
  }

  /** Refused while pipelines use it. */
  delete(id: number): Promise<void> {
    return this.#registry.delete(id)
  }

  /** The streams that can be chosen, with their parameters and modes. */
  async streams(id: number): Promise<readonly StreamSummary[]> {
    const kept = await this.#registry.read(id)
    await using connected = await this.#context.connections.source(kept)
    try {
      return await describeStreams(connected.end, { logger: connected.logger })
    } catch (thrown) {
      throw cleanError(thrown, connected.redactor)
    }
  }
}
