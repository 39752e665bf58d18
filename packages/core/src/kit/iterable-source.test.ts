import { describe, expect, it, vi } from 'vitest'
import type { Context } from '../contract/context.ts'
import type { Part } from '../contract/part.ts'
import type { Source } from '../contract/source.ts'
import { arraySource } from './array-source.ts'
import { iterableSource } from './iterable-source.ts'

const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

async function* read(source: Source, signal: AbortSignal = new AbortController().signal): AsyncGenerator<Part> {
  const context: Context = { signal, logger }
  const [stream] = await source.streams(context)
  if (stream === undefined) throw new Error('there is no stream')
  yield* stream.read({
    ...context,
    mode: 'full',
    partition: '',
    savepoint: undefined,
    range: undefined,
    now: new Date(0),
    fields: undefined,
    parameters: undefined,
  })
}

async function collect(parts: AsyncIterable<Part>): Promise<Part[]> {
  const collected: Part[] = []
  for await (const part of parts) collected.push(part)
  return collected
}

describe('iterableSource', () => {
  it.each([
    [0, []],
    [1, [1]],
    [2, [2]],
    [3, [2, 1]],
    [4, [2, 2]],
  ])('cuts %d records into parts of two at most', async (count, sizes) => {
    const records = Array.from({ length: count }, (_, id) => ({ id }))
    const source = iterableSource('shop', { orders: { records: () => records, partSize: 2 } })
    const parts = await collect(read(source))
    expect(parts.map((part) => ('records' in part ? part.records.length : -1))).toEqual(sizes)
    expect(parts.flatMap((part) => ('records' in part ? part.records : []))).toEqual(records)
  })

  it('puts 500 records into a part where nothing else is said', async () => {
    const source = iterableSource('shop', { orders: { records: () => Array.from({ length: 501 }, () => ({})) } })
    expect(await collect(read(source))).toHaveLength(2)
  })

  it('gives every part a list of its own', async () => {
    const source = iterableSource('shop', { orders: { records: () => [{ id: 1 }, { id: 2 }], partSize: 1 } })
    expect(await collect(read(source))).toEqual([{ records: [{ id: 1 }] }, { records: [{ id: 2 }] }])
  })

  it('reads a fresh iterable each time', async () => {
    const records = vi.fn<() => Iterable<unknown>>(() => [{ id: 1 }].values())
    const source = iterableSource('shop', { orders: { records } })
    expect(await collect(read(source))).toHaveLength(1)
    expect(await collect(read(source))).toHaveLength(1)
    expect(records).toHaveBeenCalledTimes(2)
  })

  it('takes no more than it gives, and closes what it reads when it is stopped', async () => {
    const log: string[] = []
    async function* records(): AsyncGenerator {
      try {
        for (let id = 1; ; id += 1) {
          log.push(`read ${id}`)
          yield { id }
        }
      } finally {
        log.push('closed')
      }
    }
    const parts = read(iterableSource('shop', { orders: { records, partSize: 2 } }))
    expect(log).toEqual([])
    await parts.next()
    expect(log).toEqual(['read 1', 'read 2'])
    await parts.return(undefined)
    expect(log).toEqual(['read 1', 'read 2', 'closed'])
  })

  it('ends with the reason of the signal, which the iterable gets too', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    let isClosed = false
    function* records({ signal }: { readonly signal: AbortSignal }): Generator {
      expect(signal).toBe(controller.signal)
      try {
        yield { id: 1 }
        controller.abort(reason)
        yield { id: 2 }
      } finally {
        isClosed = true
      }
    }
    const source = iterableSource('shop', { orders: { records } })
    await expect(collect(read(source, controller.signal))).rejects.toBe(reason)
    expect(isClosed).toBe(true)
  })

  it('passes an error of the iterable on, after what came before it in whole parts', async () => {
    function* records(): Generator {
      yield { id: 1 }
      yield { id: 2 }
      throw new Error('line 3 is broken')
    }
    const parts = read(iterableSource('shop', { orders: { records, partSize: 2 } }))
    expect(await parts.next()).toEqual({ done: false, value: { records: [{ id: 1 }, { id: 2 }] } })
    await expect(parts.next()).rejects.toThrow('line 3 is broken')
  })

  it('keeps what is declared of the stream', async () => {
    const source = iterableSource('shop', { orders: { records: () => [], primaryKey: 'id', columns: { id: 'text' } } })
    const [stream] = await source.streams({ signal: new AbortController().signal, logger })
    expect(stream).toMatchObject({ name: 'orders', primaryKey: 'id', columns: { id: 'text' } })
    expect(stream).not.toHaveProperty('incremental')
    expect(stream).not.toHaveProperty('partitions')
  })
})

describe('arraySource', () => {
  it('takes arrays, alone or with what is declared of the stream', async () => {
    const source = arraySource({ orders: [{ id: 1 }], items: { primaryKey: 'sku', records: [] } })
    expect(source).toMatchObject({ name: 'array', streamNames: ['orders', 'items'] })
    const streams = await source.streams({ signal: new AbortController().signal, logger })
    expect(streams.map(({ primaryKey }) => primaryKey)).toEqual([undefined, 'sku'])
    expect(await collect(read(source))).toEqual([{ records: [{ id: 1 }] }])
  })

  it('shows a source that changes when the array does', async () => {
    const orders = [{ id: 1 }]
    const source = arraySource({ orders })
    await collect(read(source))
    orders.push({ id: 2 })
    expect(await collect(read(source))).toEqual([{ records: [{ id: 1 }, { id: 2 }] }])
  })

  it('hands out a list of its own, so that nobody changes the array by accident', async () => {
    const orders = [{ id: 1 }]
    const [part] = await collect(read(arraySource({ orders })))
    orders.length = 0
    expect(part).toEqual({ records: [{ id: 1 }] })
  })
})
