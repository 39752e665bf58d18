import { describe, expect, it } from 'vitest'
import type { Context } from '../contract/context.ts'
import { InvalidOptionsError } from '../contract/errors/invalid-options-error.ts'
import type { Part } from '../contract/part.ts'
import type { ReadRequest } from '../contract/read-request.ts'
import type { Stream, StreamDefinition } from '../contract/stream.ts'
import { defineSource } from './define-source.ts'

const context: Context = {
  signal: new AbortController().signal,
  logger: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
}

const request: ReadRequest = {
  ...context,
  mode: 'full',
  partition: '',
  savepoint: undefined,
  range: undefined,
  now: new Date(0),
  fields: undefined,
  parameters: undefined,
}

async function* read(): AsyncGenerator<Part> {
  yield { records: [{ id: 1 }] }
}

/** As authors write it who have state to guard. */
class Orders implements StreamDefinition {
  readonly #pages: readonly unknown[] = [{ id: 1 }]
  readonly primaryKey = 'id'
  readonly incremental = 'savepoint'
  acknowledged: unknown

  async *read(): AsyncGenerator<Part> {
    yield { records: this.#pages }
  }

  partitions(): readonly string[] {
    return this.#pages.map((_page, index) => `page-${index}`)
  }

  async acknowledge(savepoint: unknown): Promise<void> {
    this.acknowledged = savepoint
  }

  migrateSavepoint(): number {
    return this.#pages.length
  }
}

describe('defineSource', () => {
  it('names streams by their keys, in their order', async () => {
    const source = defineSource({ name: 'shop', streams: { orders: { read }, items: { read, primaryKey: 'sku' } } })
    expect(source).toMatchObject({
      contract: 'v1',
      name: 'shop',
      savepointVersion: 1,
      streamNames: ['orders', 'items'],
    })
    const streams = await source.streams(context)
    expect(streams.map(({ name, primaryKey }) => ({ name, primaryKey }))).toEqual([
      { name: 'orders', primaryKey: undefined },
      { name: 'items', primaryKey: 'sku' },
    ])
  })

  it('keeps the methods of a class with its private fields', async () => {
    const orders = new Orders()
    const [stream] = await defineSource({ name: 'shop', streams: { orders } }).streams(context)
    expect(await firstPart(stream)).toEqual({ records: [{ id: 1 }] })
    expect(stream).toMatchObject({ primaryKey: 'id', incremental: 'savepoint' })
    expect(await stream?.partitions?.({ ...context, parameters: undefined, now: new Date(0) })).toEqual(['page-0'])
    expect(stream?.migrateSavepoint?.({ version: 0, value: 7 })).toBe(1)
    await stream?.acknowledge?.('done', { ...context, parameters: undefined, now: new Date(0), partition: '' })
    expect(orders.acknowledged).toBe('done')
    // What the definition lacks, the stream lacks.
    expect(stream).not.toHaveProperty('confirmDeleted')
  })

  it('names a definition that is frozen, or has another name already', async () => {
    const frozen = Object.freeze({ name: 'other', read })
    const [stream] = await defineSource({ name: 'shop', streams: { orders: frozen } }).streams(context)
    expect(stream?.name).toBe('orders')
    expect(await firstPart(stream)).toEqual({ records: [{ id: 1 }] })
    expect(frozen.name).toBe('other')
  })

  it('lets one definition serve two streams', async () => {
    const streams = await defineSource({ name: 'shop', streams: { a: { read }, b: { read } } }).streams(context)
    expect(streams.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  it('asks a function each time, and knows no names before', async () => {
    let asked = 0
    const source = defineSource({
      name: 'shop',
      streams: ({ signal }) => {
        expect(signal).toBe(context.signal)
        asked += 1
        return [{ name: `orders_${asked}`, read }]
      },
    })
    expect(source.streamNames).toBeUndefined()
    expect((await source.streams(context)).map(({ name }) => name)).toEqual(['orders_1'])
    expect((await source.streams(context)).map(({ name }) => name)).toEqual(['orders_2'])
  })

  it('gives what the function throws as a rejection', async () => {
    const source = defineSource({
      name: 'shop',
      streams: () => {
        throw new Error('wrong key')
      },
    })
    await expect(source.streams(context)).rejects.toThrow('wrong key')
  })

  it('checks with what it is given, and without it nothing', async () => {
    const checked = defineSource({
      name: 'shop',
      streams: {},
      check: () => {
        throw new Error('wrong key')
      },
    })
    await expect(checked.check(context)).rejects.toThrow('wrong key')
    await expect(defineSource({ name: 'shop', streams: {} }).check(context)).resolves.toBeUndefined()
  })

  it('keeps the version of its savepoints', () => {
    expect(defineSource({ name: 'shop', streams: {}, savepointVersion: 3 }).savepointVersion).toBe(3)
  })

  it.each(['', undefined, 7])('refuses the name %j', (name) => {
    expect(() => defineSource({ name: name as string, streams: {} })).toThrow(InvalidOptionsError)
  })
})

async function firstPart(stream: Stream | undefined): Promise<Part | undefined> {
  if (stream === undefined) throw new Error('there is no stream')
  for await (const part of stream.read(request)) return part
  return undefined
}
