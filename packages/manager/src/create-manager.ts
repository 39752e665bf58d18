import { InvalidOptionsError } from '@millrace/core'
import type { Logger } from '@millrace/core'
import { AccountManager } from './account-manager.ts'
import { Accounts, defaultAccount } from './accounts.ts'
import { Connections } from './ends/connections.ts'
import { inProcessExecutor } from './executor/in-process-executor.ts'
import type { ManagerContext } from './manager-context.ts'
import type { ManagerEvent } from './manager-event.ts'
import type { ManagerOptions } from './manager-options.ts'
import { resolveBreaker } from './model/breaker.ts'
import { silentLogger } from './preview/silent-logger.ts'
import { messageOf } from './records/message-of.ts'
import { Scheduler } from './scheduler/scheduler.ts'
import { SecretKeeper } from './secrets/secret-keeper.ts'
import { pgliteStore } from './store/postgres-store/pglite-store.ts'
import type { Store } from './store/store.ts'
import { StoreQueue } from './work/store-queue.ts'

/** Managed pipelines. Those of the default account are at hand; `account` has those of another. */
export interface Manager
  extends Pick<AccountManager, 'sources' | 'destinations' | 'pipelines' | 'runs'>, AsyncDisposable {
  readonly accounts: Accounts
  /** Everything of one account. What is asked of one that there is not is refused. */
  account(id: number): AccountManager
  /** Where everything is kept. */
  readonly store: Store
  /**
   * Begins nothing new, lets runs come to a savepoint within the grace, and breaks off the rest there; they go on after the next
   * start, here or in another process. Default 30,000.
   */
  stop(options?: { readonly graceInMs?: number }): Promise<void>
}

/** Opens the store, and begins to carry out what is queued and due. */
export async function createManager(options: ManagerOptions): Promise<Manager> {
  const store = withClock(options.store ?? pgliteStore({ folder: './millrace-data' }), options.clock)
  const executor = options.executor ?? inProcessExecutor()
  const stopped = new AbortController()
  const context = createContext(options, { store, wake: () => executor.wake(), signal: stopped.signal })
  const accounts = new Accounts(context)
  const pollIntervalInMs = within(options.pollIntervalInMs ?? 5_000, 'pollIntervalInMs', [1, longestTimerInMs])
  const scheduler = new Scheduler(context, pollIntervalInMs)
  try {
    await store.open()
    await accounts.ensureDefault()
    executor.start(new StoreQueue(context))
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw error
  }
  scheduler.start()
  let stopping: Promise<void> | undefined
  const stop = async (graceInMs: number): Promise<void> => {
    await scheduler.stop()
    await executor.stop({ graceInMs })
    stopped.abort(new Error('the manager was stopped'))
    try {
      await context.connections.close()
    } finally {
      await store[Symbol.asyncDispose]()
    }
  }
  const { sources, destinations, pipelines, runs } = new AccountManager(context, defaultAccount)
  return {
    sources,
    destinations,
    pipelines,
    runs,
    accounts,
    store,
    account: (id) => new AccountManager(context, id),
    stop: ({ graceInMs = 30_000 } = {}) => (stopping ??= stop(graceInMs)),
    [Symbol.asyncDispose]: () => (stopping ??= stop(0)),
  }
}

function createContext(
  options: ManagerOptions,
  parts: Pick<ManagerContext, 'store' | 'wake' | 'signal'>,
): ManagerContext {
  const connectors = byName('connectors', options.connectors)
  const destinations = byName('destinations', options.destinations)
  const secrets = new SecretKeeper(options.secrets)
  const logger = options.logger ?? silentLogger
  const { onEvent } = options
  return {
    ...parts,
    connectors,
    destinations,
    secrets,
    connections: new Connections({ connectors, destinations, secrets, logger }),
    functions: options.functions ?? {},
    hashKey: options.hashKey,
    breaker: resolveBreaker(options.breaker),
    logger,
    claimDurationInMs: within(options.claimDurationInMs ?? 60_000, 'claimDurationInMs', [1_000, longestTimerInMs]),
    sampleSize: within(options.sampleSize ?? 100, 'sampleSize', [0, Number.MAX_SAFE_INTEGER]),
    runRetentionInMs: within(options.retention?.runsInMs ?? 90 * 86_400_000, 'retention.runsInMs', [0, Infinity]),
    emit: (event) => void tell(onEvent, event, logger),
  }
}

/** An asynchronous `onEvent` is not waited for, but what it rejects with must not end the process. */
async function tell(onEvent: ManagerOptions['onEvent'], event: ManagerEvent, logger: Logger): Promise<void> {
  try {
    await onEvent?.(event)
  } catch (thrown) {
    logger.error({ event: event.type, cause: messageOf(thrown) }, 'onEvent threw an error')
  }
}

function byName<Named extends { readonly name: string }>(
  option: string,
  given: readonly Named[],
): ReadonlyMap<string, Named> {
  const twice = given.find(({ name }, index) => given.findIndex((other) => other.name === name) < index)
  if (twice !== undefined) throw new InvalidOptionsError([{ path: option, message: `has ${twice.name} twice` }])
  return new Map(given.map((connector) => [connector.name, connector]))
}

/** A timer that is set for longer fires at once, again and again. */
const longestTimerInMs = 2 ** 31 - 1

function within(value: number, path: string, [least, most]: readonly [least: number, most: number]): number {
  if (value >= least && value <= most) return value
  const upTo = Number.isFinite(most) ? `, at most ${most}` : ''
  throw new InvalidOptionsError([{ path, message: `must be a number, at least ${least}${upTo}` }])
}

/** All leases and schedules go by the store's time; in tests by another one. */
function withClock(store: Store, clock: (() => Date) | undefined): Store {
  if (clock === undefined) return store
  return new Proxy(store, {
    get(target, key) {
      if (key === 'now') return async () => clock()
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}
