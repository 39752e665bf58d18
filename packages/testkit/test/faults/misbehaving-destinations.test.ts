import { newCounts } from '@millrace/core/plugin'
import type { Destination, Publish, PublishOutcome, Session, StreamOutcome } from '@millrace/core/plugin'
import { expect, test } from 'vitest'
import { causeCode } from '../../src/fault-bench/fault-bench.ts'
import type { RunOptions } from '../../src/fault-bench/fault-bench.ts'
import { dumpTables } from './support/dump-tables.ts'
import { MemoryBench } from './support/memory-bench.ts'

/** A destination whose sessions have some of their calls replaced. */
function replacing(replace: (session: Session) => Partial<Session>): NonNullable<RunOptions['wrap']> {
  return (memory): Destination => ({
    ...memory,
    async open(request) {
      const session = await memory.open(request)
      const replaced = replace(session)
      return new Proxy(session, {
        get(target, name) {
          const own: unknown = Reflect.get(replaced, name)
          if (own !== undefined) return own
          const value: unknown = Reflect.get(target, name, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
    },
  })
}

const modes = {
  full: { savepointEvery: 1 },
  'full, without a key': { savepointEvery: 1, key: 'none' },
  incremental: { incremental: 'savepoint', savepointEvery: 1 },
} as const

async function prepared(mode: keyof typeof modes): Promise<MemoryBench> {
  const bench = new MemoryBench({
    synthetic: { rows: 20, pageSize: 4, ...modes[mode] },
    pipeline: { commitAfterRecords: 8, batchSize: 3, inferenceWindow: 4, maxAttempts: 1 },
  })
  await bench.succeed()
  expect(await bench.check()).toEqual([])
  bench.world.update(5)
  bench.world.write(3)
  return bench
}

const names = ['full', 'full, without a key', 'incremental'] as const

/** Acknowledges, and calls for the run record, as if all had been stored. */
function pretend(publish: Publish): PublishOutcome {
  const nothing: StreamOutcome = { ...newCounts(), tables: {} }
  return { sequence: 1, streams: Object.fromEntries(publish.streams.map(({ stream }) => [stream, nothing])) }
}

test.each(names)('rows that are acknowledged and not stored are missed by the checker: %s', async (mode) => {
  const bench = await prepared(mode)
  const before = dumpTables(bench.memory)
  // The engine believes a destination that says so, unless the counts give it away.
  await bench.run({ wrap: replacing(() => ({ publish: async (publish) => pretend(publish) })) })
  expect(dumpTables(bench.memory)).toEqual(before)
  const violations = await bench.check()
  expect(violations).toContain('run 2 is said to be running, though it has ended')
  expect(violations.filter((violation) => /is missing|stands in version/.test(violation))).not.toEqual([])

  await bench.succeed()
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})

const wrongCounts: Readonly<Record<string, Partial<StreamOutcome>>> = {
  'one inserted too many': { inserted: 99 },
  'nothing at all': { inserted: 0, updated: 0, unchanged: 0, superseded: 0 },
  'deletions that nobody asked for': { deleted: 2 },
  'a fraction': { inserted: 0.5 },
  'no number': { updated: Number.NaN },
}

test.each(Object.entries(wrongCounts).flatMap(([what, wrong]) => names.map((mode) => ({ what, wrong, mode }))))(
  'counts that do not add up ($what) fail the run, and nothing is kept: $mode',
  async ({ wrong, mode }) => {
    const bench = await prepared(mode)
    const before = [dumpTables(bench.memory), bench.savepoints]
    const lie = (outcome: PublishOutcome): PublishOutcome => ({
      ...outcome,
      streams: Object.fromEntries(
        Object.entries(outcome.streams).map(([name, stream]) => [name, { ...stream, ...wrong }]),
      ),
    })
    const wrap = replacing((session) => ({
      publish: (publish) => session.publish({ ...publish, record: (outcome) => publish.record(lie(outcome)) }),
    }))
    expect(causeCode(await bench.run({ wrap }))).toBe('unbalanced_ledger')
    expect([dumpTables(bench.memory), bench.savepoints]).toEqual(before)
    expect(await bench.check({ truth: 'savepoints' })).toEqual([])
    expect(bench.memory.runs()[0]).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('does not balance'),
    })

    await bench.succeed()
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  },
)

const wrongSessions: Readonly<Record<string, (session: Session) => Partial<Session>>> = {
  'takes half of a batch': (session) => ({
    stage: (batch) =>
      batch.tables.some(({ rowCount }) => rowCount > 1)
        ? session.stage({ ...batch, tables: batch.tables.slice(0, 0) })
        : session.stage(batch),
  }),
  'takes a batch twice': (session) => ({
    async stage(batch) {
      await session.stage(batch)
      return session.stage(batch)
    },
  }),
  'forgets what it refused': (session) => ({
    async stage(batch) {
      const { tables } = batch
      const ordinal = tables[0]?.ordinals[0] ?? 0
      await session.stage(batch)
      return { rejected: [{ ordinal, path: 'title', code: 'too_long' }] }
    },
  }),
  'answers nothing': (session) => ({
    async stage(batch) {
      await session.stage(batch)
      return undefined as never
    },
  }),
}

test.each(Object.entries(wrongSessions).flatMap(([what, replace]) => names.map((mode) => ({ what, replace, mode }))))(
  'a destination that $what is found out before anything is kept: $mode',
  async ({ replace, mode }) => {
    const bench = await prepared(mode)
    const before = [dumpTables(bench.memory), bench.savepoints]
    const ended = await bench.run({ wrap: replacing(replace) })
    expect(ended.error).toBeDefined()
    expect(ended.error?.message).not.toBe('')
    expect([dumpTables(bench.memory), bench.savepoints]).toEqual(before)
    expect(await bench.check({ truth: 'savepoints' })).toEqual([])
  },
)

test.each(['open', 'readStream', 'publish', 'dispose'] as const)(
  'a destination that throws a text at %s ends the run with an error',
  async (operation) => {
    const bench = await prepared('incremental')
    const fail = (): Promise<never> => Promise.reject('just a text')
    const replaced: Partial<Session> =
      operation === 'dispose' ? { [Symbol.asyncDispose]: fail } : operation === 'open' ? {} : { [operation]: fail }
    const wrap: NonNullable<RunOptions['wrap']> = (memory) =>
      operation === 'open' ? { ...memory, open: fail } : replacing(() => replaced)(memory)
    const { error, result } = await bench.run({ wrap })
    // That a session could not be closed changes nothing of what was loaded.
    expect(result?.status).toBe(operation === 'dispose' ? 'succeeded' : undefined)
    expect(error instanceof Error).toBe(operation !== 'dispose')
    await bench.passLease()
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  },
)

test.each(['readStream', 'publish', 'dispose'] as const)(
  'a destination that never answers at %s does not keep the run from ending',
  async (operation) => {
    const bench = await prepared('incremental')
    const hang = (): Promise<never> => new Promise(() => undefined)
    const replaced = operation === 'dispose' ? { [Symbol.asyncDispose]: hang } : { [operation]: hang }
    const ended = await bench.run({ pipeline: { stallTimeoutInMs: 200 }, wrap: replacing(() => replaced) })
    // That a session could not be closed changes nothing of what was loaded.
    expect(ended.result?.status).toBe(operation === 'dispose' ? 'succeeded' : undefined)
    expect(causeCode(ended)).toBe(operation === 'dispose' ? undefined : 'stalled')
    await bench.passLease()
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  },
)
