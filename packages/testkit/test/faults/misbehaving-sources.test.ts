import { defineSource } from '@millrace/core'
import type { Part, Source, Stream } from '@millrace/core/plugin'
import { expect, test } from 'vitest'
import { causeCode } from '../../src/fault-bench/fault-bench.ts'
import { MemoryBench } from './support/memory-bench.ts'

type Read = Stream['read']

/** A source that reads as another one does, up to a point. */
interface Rogue {
  readonly read: (sound: Read) => Read
  /** Code of the error that ends the run; undefined where it succeeds all the same. */
  readonly code: string | undefined
}

/** Yields so many parts of a sound read, then something else. */
function after(count: number, then: () => AsyncIterable<Part> | Promise<never>): Rogue['read'] {
  return (sound) =>
    async function* (request) {
      let parts = 0
      for await (const part of sound(request)) {
        yield part
        parts += 1
        if (parts === count) break
      }
      const rest = then()
      if (rest instanceof Promise) await rest
      else yield* rest
    }
}

const rogues: Readonly<Record<string, Rogue>> = {
  'never answers': { read: after(3, () => new Promise<never>(() => {})), code: 'stalled' },
  'throws a text': {
    read: after(3, () => ({
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject('just a text') }),
    })),
    code: 'threw_no_error',
  },
  'yields an unknown part': {
    read: after(3, async function* () {
      yield { rows: [] } as unknown as Part
    }),
    code: 'invalid_part',
  },
  'yields parts for another stream': {
    read: after(2, async function* () {
      yield { records: [{ id: 1 }], stream: 'elsewhere', savepoint: { position: 99 } } as unknown as Part
    }),
    code: 'invalid_part',
  },
  'claims everything': {
    read: after(3, async function* () {
      yield { complete: {} }
    }),
    code: 'invalid_part',
  },
  'yields a savepoint that is no JSON': {
    read: after(3, async function* () {
      yield { savepoint: new Date() as unknown as null }
    }),
    code: 'savepoint_refused',
  },
  'goes on after it has ended': {
    read: (sound) => (request) => {
      const iterator = sound(request)[Symbol.asyncIterator]()
      let hasEnded = false
      const next = async (): Promise<IteratorResult<Part>> => {
        const step = await iterator.next()
        if (hasEnded) return { done: false, value: { records: [{ id: 1, title: 'after the end' }] } }
        hasEnded = step.done === true
        return step
      }
      return { [Symbol.asyncIterator]: () => ({ next }) }
    },
    code: undefined,
  },
  'changes its records later': {
    read: (sound) =>
      async function* (request) {
        for await (const part of sound(request)) {
          yield part
          if (!('records' in part)) continue
          for (const record of part.records as Record<string, unknown>[]) record['title'] = 'changed afterwards'
          ;(part.records as unknown[]).length = 0
        }
      },
    code: undefined,
  },
}

function replaceRead(bench: MemoryBench, rogue: Rogue): Source {
  const { stream } = bench.synthetic
  // `read` of a stream needs no `this`: it is bound where the stream is defined.
  const sound: Read = (request) => stream.read(request)
  const definition = Object.create(stream, { read: { value: rogue.read(sound), enumerable: true } }) as Stream
  return defineSource({ name: 'synthetic', streams: { [stream.name]: definition } })
}

const modes = {
  full: { savepointEvery: 1 },
  incremental: { incremental: 'savepoint', savepointEvery: 1 },
} as const
const cases = Object.entries(rogues).flatMap(([name, rogue]) =>
  Object.entries(modes).flatMap(([mode, synthetic]) =>
    [false, true].map((hasPrior) => ({ name, rogue, mode, synthetic, hasPrior })),
  ),
)

test.each(cases)(
  'a source that $name harms neither the run nor the next one ($mode, prior rows: $hasPrior)',
  async (given) => {
    const bench = new MemoryBench({
      synthetic: { rows: 30, pageSize: 4, ...given.synthetic },
      pipeline: { commitAfterRecords: 6, batchSize: 3, inferenceWindow: 10, stallTimeoutInMs: 400, maxAttempts: 1 },
    })
    if (given.hasPrior) await bench.succeed()
    bench.world.update(12)
    bench.world.write(4)
    const ended = await bench.run({ pipeline: { source: replaceRead(bench, given.rogue) } })
    expect(causeCode(ended)).toBe(given.rogue.code)
    expect(ended.result?.status).toBe(given.rogue.code === undefined ? 'succeeded' : undefined)
    expect(await bench.check({ truth: 'savepoints' })).toEqual([])

    bench.world.update(3)
    await bench.succeed()
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  },
)

test('a source that ignores the signal cannot keep a run that was cancelled', async () => {
  const bench = new MemoryBench({
    synthetic: { rows: 30, pageSize: 4, incremental: 'savepoint', savepointEvery: 1 },
    pipeline: { commitAfterRecords: 4, inferenceWindow: 4 },
  })
  const controller = new AbortController()
  const rogue: Rogue = {
    code: undefined,
    read: (sound) => (request) =>
      after(5, () => {
        queueMicrotask(() => controller.abort(new Error('enough')))
        return new Promise<never>(() => {})
      })(sound)({ ...request, signal: new AbortController().signal }),
  }
  const { result } = await bench.run({
    pipeline: { source: replaceRead(bench, rogue), signal: controller.signal },
  })
  expect(result?.status).toBe('cancelled')
  expect(await bench.check({ truth: 'savepoints' })).toEqual([])
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})
