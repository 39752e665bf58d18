import { expect, test } from 'vitest'
import { defineSource, memoryDestination, runPipeline } from '../../src/index.ts'
import type { Destination } from '../../src/plugin.ts'

/** A stream of two records that takes this long to read, by a clock of its own, and whether its publish fails once. */
function slowly(tookInMs: number) {
  const state = { now: Date.parse('2026-01-01T00:00:00Z'), reads: 0, isBroken: true, calls: [] as string[] }
  const source = defineSource({
    name: 'slow',
    streams: {
      users: {
        primaryKey: 'id',
        async *read() {
          state.reads += 1
          yield { records: [{ id: 1 }] }
          state.now += tookInMs
          yield { records: [{ id: 2 }] }
        },
      },
    },
  })
  const memory = memoryDestination({ now: () => state.now })
  const destination: Destination = {
    ...memory,
    async open(request) {
      const session = await memory.open(request)
      return new Proxy(session, {
        get(target, name) {
          const member: unknown = Reflect.get(target, name)
          if (typeof member !== 'function') return member
          return async (...given: unknown[]) => {
            state.calls.push(String(name))
            const [publish] = given as [{ readonly streams?: readonly unknown[] }]
            if (name === 'publish' && publish.streams?.length === 1 && state.isBroken) throw new Error('broken')
            return (member as (...args: unknown[]) => unknown).apply(target, given)
          }
        },
      })
    },
  }
  const run = () => runPipeline({ source, destination, now: () => state.now })
  return { state, memory, run }
}

test('what was read within a minute is published without being made durable before', async () => {
  const { state, memory, run } = slowly(59_000)
  await expect(run()).rejects.toMatchObject({ result: { streams: { users: { read: 2, discarded: 2, pending: 0 } } } })
  expect(state.calls).not.toContain('stagePartition')
  state.isBroken = false
  const { streams } = await run()
  expect(streams.users).toMatchObject({ read: 2, carried: 0, inserted: 2 })
  expect([state.reads, memory.table('users')]).toMatchObject([2, [{ id: 1 }, { id: 2 }]])
})

test('what took longer is made durable first, and is not read again when the publish fails', async () => {
  const { state, memory, run } = slowly(60_000)
  await expect(run()).rejects.toMatchObject({ result: { streams: { users: { read: 2, discarded: 0, pending: 2 } } } })
  expect(state.calls).toContain('stagePartition')
  state.isBroken = false
  const { streams } = await run()
  expect(streams.users).toMatchObject({ read: 0, carried: 2, inserted: 2 })
  expect([state.reads, memory.table('users')]).toMatchObject([1, [{ id: 1 }, { id: 2 }]])
})
