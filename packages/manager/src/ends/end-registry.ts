import type { Connector, DestinationConnector } from '@millrace/core'
import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, creating, removing, replacing } from '../records/change-records.ts'
import { readOwn, requireAccount } from '../records/read-records.ts'
import type { ProtectedSettings } from '../secrets/secret-keeper.ts'
import type { DestinationRecord, EndRecord } from '../store/records.ts'
import type { Kept } from '../store/store.ts'
import type { AnyEnd } from './any-end.ts'
import { connectorOf } from './connector-of.ts'
import type { ConnectorView, EndChange, EndInput, TestResult } from './end-view.ts'
import { describeConnector } from './describe-connector.ts'
import { testEnd, tryConnection } from './test-end.ts'

type Kind = 'source' | 'destination'

/** The id of what is only tested: no record has it. */
const unregistered = 0

/** What sources and destinations of an account have in common. */
export class EndRegistry<OfKind extends Kind> {
  readonly #context: ManagerContext
  readonly #kind: OfKind
  readonly #account: number
  readonly #connectors: ReadonlyMap<string, Connector | DestinationConnector>

  constructor(context: ManagerContext, kind: OfKind, account: number) {
    this.#context = context
    this.#kind = kind
    this.#account = account
    this.#connectors = kind === 'source' ? context.connectors : context.destinations
  }

  connectors(): readonly ConnectorView[] {
    return [...this.#connectors.values()].map(describeConnector)
  }

  async create({ name, connector, settings }: EndInput): Promise<number> {
    const { store } = this.#context
    await requireAccount(store, this.#account)
    const id = await store.nextId(this.#kind)
    const sealed = await this.#protect({ id, connector, settings })
    const value = await this.#newRecord({ name, connector, sealed })
    return changeRecords(store, async () => ({
      changes: [creating<Kind>(this.#kind, { id, account: this.#account }, value)],
      answer: id,
    }))
  }

  async read(id: number): Promise<Kept<OfKind>> {
    await requireAccount(this.#context.store, this.#account)
    return readOwn<OfKind>(this.#context.store, this.#kind, { account: this.#account, id })
  }

  async list(): Promise<readonly Kept<OfKind>[]> {
    await requireAccount(this.#context.store, this.#account)
    return this.#context.store.list(this.#kind, { account: this.#account })
  }

  async update(id: number, { name, settings }: EndChange): Promise<void> {
    await this.change(id, async (kept) => {
      const { connector } = kept.value
      const sealed =
        settings === undefined ? {} : await this.#protect({ id, connector, settings, previous: kept.value })
      // A test of other settings says nothing.
      const tested = settings === undefined ? {} : { lastTest: null }
      return { ...kept.value, ...(name === undefined ? {} : { name }), ...sealed, ...tested }
    })
  }

  async setActive(id: number, isActive: boolean): Promise<void> {
    await this.change(id, async ({ value }) => ({ ...value, isActive }))
  }

  async test(id: number): Promise<TestResult> {
    return testEnd(this.#context, (await this.read(id)) as AnyEnd)
  }

  /** Tests settings that are not registered yet. Throws `InvalidOptionsError` for what the connector does not take. */
  async testSettings({ connector, settings }: Pick<EndInput, 'connector' | 'settings'>): Promise<TestResult> {
    await requireAccount(this.#context.store, this.#account)
    const sealed = await this.#protect({ id: unregistered, connector, settings })
    const value = await this.#newRecord({ name: '', connector, sealed })
    const place = { id: unregistered, account: this.#account, revision: 0 }
    return tryConnection(this.#context, { kind: this.#kind, ...place, value } as AnyEnd)
  }

  async delete(id: number): Promise<void> {
    const { store } = this.#context
    await requireAccount(store, this.#account)
    await changeRecords(store, async () => {
      const kept = await readOwn<Kind>(store, this.#kind, { account: this.#account, id })
      const users = await store.list('pipeline', { [this.#kind]: id, limit: 20 })
      if (users.length > 0) {
        const names = users.map((user) => `${user.id} (${user.value.name})`).join(', ')
        throw new ManagerError(
          this.#kind === 'source' ? 'source_is_used' : 'destination_is_used',
          `${names}; delete them or give them another ${this.#kind} first`,
        )
      }
      return { changes: [removing(kept)], answer: undefined }
    })
  }

  /** Puts another value in place of the one that is read, and says that it is new. */
  async change(id: number, toValue: (kept: Kept<OfKind>) => Promise<Kept<OfKind>['value']>): Promise<void> {
    const { store } = this.#context
    await requireAccount(store, this.#account)
    await changeRecords(store, async () => {
      const kept = await readOwn<OfKind>(store, this.#kind, { account: this.#account, id })
      const updatedAt = (await store.now()).toISOString()
      const value = { ...(await toValue(kept)), updatedAt }
      return { changes: [replacing<OfKind>(kept, value)], answer: undefined }
    })
  }

  async #protect(given: {
    readonly id: number
    readonly connector: string
    readonly settings: unknown
    readonly previous?: ProtectedSettings
  }): Promise<ProtectedSettings> {
    const { id, connector, settings, previous } = given
    return this.#context.secrets.protect({
      schema: connectorOf(this.#connectors, connector).settings,
      settings,
      place: { account: this.#account, kind: this.#kind, id },
      ...(previous === undefined ? {} : { previous }),
    })
  }

  async #newRecord(given: {
    readonly name: string
    readonly connector: string
    readonly sealed: ProtectedSettings
  }): Promise<EndRecord | DestinationRecord> {
    const at = (await this.#context.store.now()).toISOString()
    const { name, connector, sealed } = given
    const record: EndRecord = {
      name,
      connector,
      isActive: true,
      ...sealed,
      lastTest: null,
      createdAt: at,
      updatedAt: at,
    }
    return this.#kind === 'source' ? record : { ...record, mode: 'normal' }
  }
}
