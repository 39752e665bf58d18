import { describe, expect, test } from 'vitest'
import { defineSource, memoryDestination, runPipeline } from '../../src/index.ts'
import type { Part } from '../../src/plugin.ts'
import { scriptedSource } from '../support/scripted-source.ts'
import { withoutSystem } from '../support/without-system.ts'

const plain = Array.from({ length: 30 }, (_, index) => ({
  id: index,
  name: `é ${index}`,
  at: '2024-01-01T10:00:00Z',
  tags: [{ size: index }, { size: 0.5 }],
}))

/** Comes when the tables are known, so that lines are read without being parsed. */
const unusual = [
  '{"id":30,"name":"new","isNew":true}',
  '{"id":31,"name":7}',
  '{"id":32,"tags":[{"size":9007199254740993}]}',
  '{"id":33,"name":"first","name":"last"}',
  '  {"id":34, "name":"spa\\u0063e" }\r',
  '',
  ' ',
  '{"id":35,"name":{"first":"x"}}',
]

const text = [...plain.map((record) => JSON.stringify(record)), ...unusual].join('\n')

describe('records that come as lines', () => {
  test('fill the same tables as the same records one by one', async () => {
    const records = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as object]))
    // What `JSON.parse` rounds, the engine reads exactly.
    Object.assign(records[32] ?? {}, { tags: [{ size: 9_007_199_254_740_993n }] })
    const whole = await load([{ records }])
    for (const size of [7, 64, 10_000]) {
      expect(await load(cut(`${text}\n`, size)), `in parts of ${size} bytes`).toEqual(whole)
    }
    expect(await load(cut(text, 64)), 'without an end of the last line').toEqual(whole)
  })

  test('may stand in a buffer that the source uses again', async () => {
    const bytes = Buffer.from(`${text}\n`)
    async function* reused(): AsyncIterable<Part> {
      const buffer = Buffer.alloc(100)
      for (let start = 0; start < bytes.length; start += 100) {
        const length = bytes.copy(buffer, 0, start, start + 100)
        yield { bytes: buffer.subarray(0, length), format: 'ndjson' }
        buffer.fill('x')
      }
    }
    expect(await load(reused)).toEqual(await load(cut(`${text}\n`, 10_000)))
  })

  test('are rejected like others, with what they held', async () => {
    const destination = memoryDestination()
    const lines = [
      '{"id":1,"name":"a"}',
      '{"id":null,"name":"b"}',
      '{"name":"c"}',
      '[1]',
      'null',
      '{"id":5,"name":"e"}',
    ]
    const { source } = scriptedSource('users', { primaryKey: 'id' }, cut(`${lines.join('\n')}\n`, 25))
    const { streams, steps } = await runPipeline({ source, destination, inferenceWindow: 1 })
    expect(streams.users).toMatchObject({ read: 6, rejected: 4, inserted: 2 })
    expect(steps).toMatchObject({ receive: { failed: 2 }, inputValidation: { failed: 2 } })
    const rejects = destination.rejects('scripted', 'users')
    expect(
      rejects.map(({ code, record }) => `${code}: ${record}`).toSorted((one, other) => (one < other ? -1 : 1)),
    ).toEqual([
      'not_an_object: [1]',
      'not_an_object: null',
      'null_key: {"id":null,"name":"b"}',
      'null_key: {"name":"c"}',
    ])
  })

  test('settle the reject of an earlier record with the same key', async () => {
    const destination = memoryDestination()
    const options = { primaryKey: 'id', columns: { age: 'integer' } } as const
    const { source } = scriptedSource(
      'users',
      options,
      cut('{"id":1,"age":1}\n{"id":2,"age":"x"}\n{"id":2,"age":2}\n', 17),
    )
    const { streams } = await runPipeline({ source, destination, inferenceWindow: 1 })
    expect(streams.users).toMatchObject({ read: 3, inserted: 2 })
    expect(destination.rejects('scripted', 'users')).toEqual([])
  })

  test('pass the steps of a stream that has any', async () => {
    const destination = memoryDestination()
    const { source } = scriptedSource('users', { primaryKey: 'id' }, cut('{"id":1}\n{"id":2}\n{"id":3}\n', 9))
    await runPipeline({
      source,
      destination,
      inferenceWindow: 1,
      streams: { users: { filter: (user) => user['id'] !== 2, transform: (user) => ({ ...user, more: true }) } },
    })
    expect(withoutSystem(destination.table('users'))).toEqual([
      { id: 1, more: true },
      { id: 3, more: true },
    ])
  })

  test('end the run where they are not JSON, with no value in the message', async () => {
    const { source } = scriptedSource(
      'users',
      { primaryKey: 'id' },
      cut('{"id":1,"name":"a"}\n{"id":2,"name":hunter2}\n', 20),
    )
    const run = runPipeline({ source, destination: memoryDestination(), inferenceWindow: 1 })
    await expect(run).rejects.toThrow(/yielded a line that is not JSON/)
    await expect(run).rejects.not.toThrow(/hunter2/)
  })
})

describe('a batch of lines on its way to the destination', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `{"id":${index}}\n`)

  test('is the only one, and arrives before anything is committed', async () => {
    const { destination, calls } = slowDestination()
    const script: readonly Part[] = [
      ...cut(lines.slice(0, 12).join(''), 20),
      { savepoint: 12 },
      ...cut(lines.slice(12).join(''), 20),
    ]
    const { source } = scriptedSource('users', { primaryKey: 'id', incremental: 'savepoint' }, script)
    const options = { inferenceWindow: 1, batchSize: 3, commitAfterRecords: 1 }
    const { streams } = await runPipeline({ source, destination, ...options })
    expect(streams.users).toMatchObject({ read: 20, inserted: 20, savepoints: { '': { value: 12 } } })
    let open = 0
    for (const call of calls) {
      if (call === 'stage') open += 1
      if (call === 'staged') open -= 1
      if (call === 'publish') expect(open).toBe(0)
      expect(open).toBeLessThanOrEqual(1)
    }
    expect(calls.filter((call) => call === 'publish')).toHaveLength(2)
  })

  test('is made anew where another partition changes the tables meanwhile', async () => {
    const { destination } = slowDestination()
    const source = defineSource({
      name: 'scripted',
      streams: {
        users: {
          primaryKey: 'id',
          partitions: async () => ['a', 'b', 'c'],
          async *read({ partition }) {
            for (let index = 0; index < 60; index += 1) {
              const value = partition !== 'a' && index === 30 ? 1.5 : index
              yield { bytes: Buffer.from(`{"id":"${partition}${index}","value":${value}}\n`), format: 'ndjson' }
            }
          },
        },
      },
    })
    const { streams } = await runPipeline({ source, destination, inferenceWindow: 1, batchSize: 3, concurrency: 3 })
    expect(streams.users).toMatchObject({ read: 180, inserted: 180 })
    expect(destination.table('users').filter(({ value }) => value === 1.5)).toHaveLength(2)
  })

  test('fails the attempt where it is refused, and nothing arrives after that', async () => {
    const { destination, calls } = slowDestination({ failingAt: 3 })
    const { source } = scriptedSource('users', { primaryKey: 'id' }, cut(lines.join(''), 20))
    const run = runPipeline({ source, destination, inferenceWindow: 1, batchSize: 3, maxAttempts: 1 })
    await expect(run).rejects.toMatchObject({ result: { streams: { users: { inserted: 0 } } } })
    await expect(run).rejects.toThrow('no more room')
    const { length } = calls
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(calls).toHaveLength(length)
    expect(calls.filter((call) => call === 'stage')).toHaveLength(3)
  })
})

/** The memory destination, whose answers take a while; `calls` says what began and ended. */
function slowDestination({ failingAt }: { readonly failingAt?: number } = {}): {
  readonly destination: ReturnType<typeof memoryDestination>
  readonly calls: string[]
} {
  const destination = memoryDestination()
  const calls: string[] = []
  const open: typeof destination.open = async (request) => {
    const session = await destination.open(request)
    const own: Partial<typeof session> = {
      stage: async (batch) => {
        calls.push('stage')
        const isFailing = calls.filter((call) => call === 'stage').length === failingAt
        const answer = await session.stage(batch)
        await new Promise((resolve) => setTimeout(resolve, 2))
        if (isFailing) throw new Error('no more room')
        calls.push('staged')
        return answer
      },
      publish: async (request) => {
        calls.push('publish')
        return session.publish(request)
      },
    }
    return new Proxy(session, {
      get: (_, name) => {
        const value: unknown = Reflect.get(own, name) ?? Reflect.get(session, name)
        return typeof value === 'function' ? (value.bind(session) as unknown) : value
      },
    })
  }
  return { destination: { ...destination, open }, calls }
}

async function load(script: Parameters<typeof scriptedSource>[2]): Promise<object> {
  const destination = memoryDestination()
  const { source } = scriptedSource('users', { primaryKey: 'id', cursor: 'at' }, script)
  const { streams } = await runPipeline({ source, destination, inferenceWindow: 5, batchSize: 4 })
  const tables = Object.entries(streams.users.tables).map(([path, { name }]) => {
    return [path, name, withoutSystem(destination.table(name))]
  })
  return { tables, read: streams.users.read, inserted: streams.users.inserted }
}

function cut(given: string, size: number): readonly Part[] {
  const bytes = Buffer.from(given)
  const starts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) => index * size)
  return starts.map((start) => ({ bytes: bytes.subarray(start, start + size), format: 'ndjson' }))
}
