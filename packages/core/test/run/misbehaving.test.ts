import { expect, test } from 'vitest'
import { defineSource, memoryDestination, runPipeline } from '../../src/index.ts'
import { SourceError } from '../../src/plugin.ts'
import type { Part, StreamDefinition } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'

function sourceOf(read: StreamDefinition['read'], rest: Omit<StreamDefinition, 'read'> = {}) {
  return defineSource({ name: 'rogue', streams: { users: { primaryKey: 'id', ...rest, read } } })
}

const quick = { stallTimeoutInMs: 700, maxAttempts: 1 } as const

test('a source that never answers ends in a clear error', async () => {
  const destination = memoryDestination()
  const source = sourceOf(async function* () {
    await new Promise(() => {})
    yield { records: [] }
  })
  await expect(runPipeline({ source, destination, ...quick })).rejects.toMatchObject({
    cause: {
      code: 'stalled',
      isRetryable: true,
      message: expect.stringMatching(/rogue, stream users.*700 ms.*stallTimeoutInMs/),
    },
  })
  expect(destination.runs()[0]).toMatchObject({ status: 'failed' })
})

test('a source that ignores abort does not keep the run', async () => {
  const destination = memoryDestination()
  const controller = new AbortController()
  let waits = 0
  const source = sourceOf(async function* () {
    yield { records: [{ id: 1 }] }
    queueMicrotask(() => controller.abort(new Error('stop it')))
    waits += 1
    await new Promise(() => {})
  })
  const { status } = await runPipeline({ source, destination, signal: controller.signal, stallTimeoutInMs: 60_000 })
  expect([status, waits]).toEqual(['cancelled', 1])
  expect(destination.runs()[0]).toMatchObject({ status: 'cancelled', endedAt: expect.any(String) })
})

test.each([['a text'], [undefined], [null], [42], [{ message: 'no error' }]])(
  'a source that throws %o fails the run with an error',
  async (thrown) => {
    const source = sourceOf(async function* (): AsyncGenerator<Part> {
      yield { records: [{ id: 1 }] }
      throw thrown
    })
    const error: unknown = await runPipeline({ source, destination: memoryDestination(), ...quick }).catch(
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(Error)
    expect(error).toMatchObject({ code: 'run_failed', cause: { code: 'threw_no_error', cause: thrown } })
  },
)

test.each([
  ['an unknown part', { rows: [] }, /properties rows.*exactly one of: records/s],
  ['two kinds in one part', { records: [], savepoint: 1 }, /exactly one of/],
  ['an array', [{ id: 1 }], /yielded an array/],
  ['null', null, /yielded null/],
  ['records that are none', { records: { id: 1 } }, /`records` is not an array/],
  ['bytes without a format', { bytes: new Uint8Array() }, /format/],
  ['a savepoint that is not JSON', { savepoint: new Map() }, /not JSON/],
  ['a savepoint that is too large', { savepoint: 'x'.repeat(70_000) }, /70002 bytes; at most 65536/],
  ['a deleted key that is none', { deleted: [[1, 2]] }, /deleted key/],
])('%s is refused by name', async (_, part, message) => {
  const source = sourceOf(
    async function* () {
      yield { records: [{ id: 1 }] }
      yield part as unknown as Part
    },
    { incremental: 'savepoint' },
  )
  await expect(runPipeline({ source, destination: memoryDestination(), ...quick, inferenceWindow: 1 })).rejects.toThrow(
    message,
  )
})

test('a read that is no async iterable is refused', async () => {
  const source = sourceOf((() => [{ records: [] }]) as unknown as StreamDefinition['read'])
  await expect(runPipeline({ source, destination: memoryDestination(), ...quick })).rejects.toThrow(/async iterable/)
})

test.each([1, 1_000])(
  'records that are changed after they were yielded change nothing (window %i)',
  async (inferenceWindow) => {
    const destination = memoryDestination()
    const source = sourceOf(async function* () {
      const record = { id: 0, tags: [''], nested: { value: 0 } }
      for (let id = 1; id <= 3; id += 1) {
        Object.assign(record, { id })
        record.tags[0] = `t${id}`
        record.nested.value = id
        yield { records: [record] }
      }
      record.id = 99
    })
    await runPipeline({ source, destination, inferenceWindow })
    expect(destination.table('users').map((row) => [row['id'], row['nested__value']])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ])
    expect(destination.table('users__tags').map((row) => row['value'])).toEqual(['t1', 't2', 't3'])
  },
)

test('a source that goes on after it was told to stop changes nothing', async () => {
  const destination = memoryDestination()
  const source = sourceOf(async function* () {
    try {
      yield { records: [{ id: 1 }] }
      yield { pause: { until: new Date('2026-01-01T00:00:00Z'), reason: 'quota' } }
    } finally {
      yield { records: [{ id: 2 }] }
      yield { records: [{ id: 3 }] }
    }
  })
  const { status } = await runPipeline({ source, destination })
  expect(status).toBe('paused')
  expect(destination.runs()[0]?.streams['users']).toMatchObject({ read: 1, discarded: 1 })
})

test('a retryable error is tried again from the last savepoint, any other is not', async () => {
  const destination = memoryDestination()
  const { source, requests } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    ({ savepoint }) => {
      if (requests.length === 1) return broken(true)
      if (requests.length === 2) return [{ records: [{ id: 2 }] }, { savepoint: `after ${JSON.stringify(savepoint)}` }]
      return broken(false)
    },
  )
  function* broken(isRetryable: boolean): Generator<Part> {
    yield { records: [{ id: 1 }] }
    yield { savepoint: 'one' }
    yield { records: [{ id: 9 }] }
    throw new SourceError({ message: 'gone', isRetryable })
  }
  const events: string[] = []
  const options = {
    source,
    destination,
    retryDelayInMs: 1,
    commitAfterRecords: 1,
    inferenceWindow: 1,
    onEvent: ({ type }: { type: string }) => void events.push(type),
  }
  const { streams } = await runPipeline(options)
  expect(requests.map(({ savepoint }) => savepoint)).toEqual([undefined, 'one'])
  expect(streams.users).toMatchObject({ read: 3, inserted: 2, discarded: 1 })
  expect(events.filter((type) => type === 'attempt-failed')).toHaveLength(1)
  await expect(runPipeline(options)).rejects.toThrow('gone')
  expect(requests).toHaveLength(3)
})

test('attempts are bounded', async () => {
  const { source, requests } = scriptedSource('users', { primaryKey: 'id' }, function* (): Generator<Part> {
    yield { records: [{ id: 1 }] }
    throw new SourceError({ message: 'down', isRetryable: true })
  })
  await expect(
    runPipeline({ source, destination: memoryDestination(), maxAttempts: 3, retryDelayInMs: 1 }),
  ).rejects.toThrow('down')
  expect(requests).toHaveLength(3)
})

test.each(['streams', 'partitions', 'filter'] as const)(
  '%s that throws fails the run or rejects the record, never more',
  async (where) => {
    const boom = (): never => {
      throw 'boom' as unknown
    }
    const source = defineSource({
      name: 'rogue',
      streams:
        where === 'streams'
          ? boom
          : {
              users: {
                primaryKey: 'id',
                ...(where === 'partitions' ? { partitions: boom } : {}),
                async *read() {
                  yield { records: [{ id: 1 }] }
                },
              },
            },
    })
    const run = runPipeline({
      source,
      destination: memoryDestination(),
      streams: { users: where === 'filter' ? { filter: boom } : {} },
    })
    if (where === 'filter') expect((await run).streams['users']).toMatchObject({ rejected: 1 })
    else await expect(run).rejects.toMatchObject({ message: expect.stringContaining('string instead of an error') })
  },
)
