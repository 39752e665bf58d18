import type { MemoryDestination } from '@millrace/core'
import { onTestFinished } from 'vitest'
import { createManager, inProcessExecutor, memoryStore } from '../../src/index.ts'
import type {
  Executor,
  Manager,
  ManagerEvent,
  ManagerOptions,
  PipelineStatus,
  RunView,
  SecretKey,
} from '../../src/index.ts'
import { byName, memoryConnector, newMemory } from './test-destinations.ts'
import { newWorld, testConnector } from './test-sources.ts'
import type { TestWorld } from './test-sources.ts'

/** A manager over memory, and all that a test needs to play with it. */
export interface Bench {
  readonly manager: Manager
  readonly world: (name?: string) => TestWorld
  readonly memory: (name?: string) => MemoryDestination
  readonly events: readonly ManagerEvent[]
  /** Registers and tests the ends `w` and `m`. */
  register(this: void, account?: number): Promise<{ readonly source: number; readonly destination: number }>
  /** A pipeline of stream `users` into table `users`, built. */
  built(input?: Partial<Parameters<Manager['pipelines']['create']>[0]>): Promise<number>
  /** Starts a run and waits for its end. */
  run(pipeline: number, options?: { readonly incremental?: boolean | null }): Promise<RunView>
  ended(run: number): Promise<RunView>
  settled(pipeline: number): Promise<PipelineStatus>
}

/** Takes nothing: what is queued stays queued. */
export const idleExecutor = (): Executor => ({
  start: () => undefined,
  wake: () => undefined,
  stop: async () => undefined,
})

/** A gate that holds whoever comes to it until it is opened. */
export function newGate(): { readonly pass: () => Promise<void>; readonly reached: Promise<void>; open(): void } {
  const reached = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  return {
    pass: () => {
      reached.resolve()
      return opened.promise
    },
    reached: reached.promise,
    open: () => opened.resolve(),
  }
}

/** What a promise rejects with. */
export async function caught(work: () => Promise<unknown>): Promise<Error & { readonly code?: string }> {
  try {
    await work()
  } catch (thrown) {
    if (thrown instanceof Error) return thrown
  }
  throw new Error('it did not throw an error')
}

export const testKeys: readonly SecretKey[] = [{ id: 'test', key: 'b'.repeat(64) }]

export async function openManager(options: Partial<ManagerOptions> = {}): Promise<Bench> {
  const worlds = byName(newWorld)
  const memories = byName(newMemory)
  return openManagerOver(worlds, memories, options)
}

export async function openManagerOver(
  worlds: (name: string) => TestWorld,
  memories: (name: string) => MemoryDestination,
  options: Partial<ManagerOptions> = {},
): Promise<Bench> {
  const events: ManagerEvent[] = []
  const manager = await createManager({
    connectors: [testConnector(worlds), testConnector(worlds, 'other')],
    destinations: [memoryConnector(memories), memoryConnector(memories, 'warehouse')],
    store: memoryStore(),
    executor: inProcessExecutor({ pollIntervalInMs: 20 }),
    secrets: { keys: testKeys },
    pollIntervalInMs: 20,
    onEvent: (event) => events.push(event),
    ...options,
  })
  onTestFinished(() => manager.stop({ graceInMs: 0 }))
  const bench: Bench = {
    manager,
    world: (name = 'w') => worlds(name),
    memory: (name = 'm') => memories(name),
    events,
    async register(account = 1) {
      const { sources, destinations } = manager.account(account)
      const source = await sources.create({ name: 'w', connector: 'test', settings: { world: 'w' } })
      const destination = await destinations.create({ name: 'm', connector: 'memory', settings: { name: 'm' } })
      return { source, destination }
    },
    async built(input = {}) {
      if ((await manager.sources.list()).length === 0) await bench.register()
      const id = await manager.pipelines.create({ stream: 'users', tables: { '': 'users' }, ...input })
      await bench.settled(id)
      return id
    },
    async run(pipeline, runOptions = {}) {
      return bench.ended(await manager.runs.start(pipeline, runOptions))
    },
    async ended(run) {
      let last: RunView | undefined
      for await (const view of manager.runs.watch(run)) last = view
      if (last === undefined) throw new Error('a run that is watched is seen at least once')
      return last
    },
    async settled(pipeline) {
      const { activeRun } = await manager.pipelines.read(pipeline)
      if (activeRun !== null) await bench.ended(activeRun)
      return manager.pipelines.status(pipeline)
    },
  }
  return bench
}
