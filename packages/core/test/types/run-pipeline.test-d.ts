import { z } from 'zod'
import { describe, expectTypeOf, it } from 'vitest'
import { arraySource, defineSource, iterableSource, memoryDestination, planPipeline, runPipeline } from '@millrace/core'
import type { PipelineOptions, Source, StreamOptions, StreamResult } from '@millrace/core'
import { defineConnector } from '@millrace/core/plugin'
import type { Part } from '@millrace/core/plugin'

async function* read(): AsyncGenerator<Part> {
  yield { records: [] }
}

const destination = memoryDestination()
const declared = defineSource({ name: 'shop', streams: { users: { primaryKey: 'id', read }, orders: { read } } })
const discovered = defineSource({ name: 'shop', streams: async () => [{ name: 'users', read }] })
const shop = defineConnector({
  name: 'shop',
  title: 'Shop',
  settings: z.object({ apiKey: z.string() }),
  connect: () => declared,
})

describe('names of streams', () => {
  it('are those of a source that declares them', () => {
    expectTypeOf(declared).toEqualTypeOf<Source<'users' | 'orders'>>()
    void runPipeline({ source: declared, destination, streams: { users: true, orders: { mode: 'full' } } })
    void runPipeline({ source: declared, destination, streams: { orders: true } })
    void runPipeline({ source: declared, destination, streams: {} })
    // @ts-expect-error there is no stream user
    void runPipeline({ source: declared, destination, streams: { user: true } })
    // @ts-expect-error one that exists does not excuse one that does not
    void runPipeline({ source: declared, destination, streams: { users: true, order: {} } })
    // @ts-expect-error nor in a plan
    void planPipeline({ source: declared, destination, streams: { user: true } })
  })

  it('are those of arrays and iterables', () => {
    const arrays = arraySource({ users: [{ id: 1 }], orders: { primaryKey: 'id', records: [] } })
    expectTypeOf(arrays).toEqualTypeOf<Source<'users' | 'orders'>>()
    // @ts-expect-error there is no stream user
    void runPipeline({ source: arrays, destination, streams: { user: true } })
    const iterable = iterableSource('shop', { users: { records: () => [] } })
    expectTypeOf(iterable).toEqualTypeOf<Source<'users'>>()
    // @ts-expect-error there is no stream orders
    void runPipeline({ source: iterable, destination, streams: { orders: true } })
  })

  it('are those of a connector', () => {
    const source = shop.connect({ apiKey: 'key' })
    expectTypeOf(source).toEqualTypeOf<Source<'users' | 'orders'>>()
    void runPipeline({ source, destination, streams: { users: { lookBack: 1 } } })
    // @ts-expect-error there is no stream user
    void runPipeline({ source, destination, streams: { user: true } })
    // @ts-expect-error the settings are typed too
    shop.connect({ key: 'key' })
  })

  it('are any where the source has to be asked', () => {
    expectTypeOf(discovered).toEqualTypeOf<Source>()
    void runPipeline({ source: discovered, destination, streams: { anything: true, else: { mode: 'full' } } })
    // @ts-expect-error but options are checked all the same
    void runPipeline({ source: discovered, destination, streams: { anything: { mode: 'half' } } })
  })

  it('are not needed', () => {
    void runPipeline({ source: declared, destination })
    expectTypeOf<typeof declared>().toExtend<Source>()
  })
})

describe('results', () => {
  it('are there for each declared stream', async () => {
    const result = await runPipeline({ source: declared, destination })
    expectTypeOf(result.streams.users).toEqualTypeOf<StreamResult>()
    expectTypeOf(result.streams.users.inserted).toEqualTypeOf<number>()
    expectTypeOf<keyof typeof result.streams>().toEqualTypeOf<'users' | 'orders'>()
    // @ts-expect-error there is no stream user
    void result.streams.user
  })

  it('may be missing where the streams are not known', async () => {
    const result = await runPipeline({ source: discovered, destination })
    expectTypeOf(result.streams['users']).toEqualTypeOf<StreamResult | undefined>()
    // @ts-expect-error it may be undefined
    void result.streams['users'].inserted
  })

  it('are never those of a running run', async () => {
    const { status } = await runPipeline({ source: declared, destination })
    expectTypeOf(status).toEqualTypeOf<'succeeded' | 'paused' | 'cancelled' | 'failed'>()
  })

  it('of a plan are there for each declared stream', async () => {
    const plan = await planPipeline({ source: declared, destination })
    expectTypeOf<keyof typeof plan.streams>().toEqualTypeOf<'users' | 'orders'>()
  })
})

describe('options', () => {
  it('need a source and a destination', () => {
    expectTypeOf<'source' | 'destination'>().toExtend<keyof PipelineOptions>()
    // @ts-expect-error no destination
    void runPipeline({ source: declared })
    // @ts-expect-error no source
    void runPipeline({ destination })
    // @ts-expect-error a name is no source
    void runPipeline({ source: 'clockify', destination })
    // @ts-expect-error ends are not to be mixed up
    void runPipeline({ source: destination, destination: declared })
  })

  it('refuse what does not exist', () => {
    expectTypeOf<'batchsize'>().not.toExtend<keyof PipelineOptions>()
    // @ts-expect-error batchsize
    void runPipeline({ source: declared, destination, batchsize: 5 })
    // @ts-expect-error colums
    void runPipeline({ source: declared, destination, streams: { users: { colums: {} } } })
    // @ts-expect-error false is not "leave it out"
    void runPipeline({ source: declared, destination, streams: { users: false } })
  })

  it('have types', () => {
    expectTypeOf<{ deadline: string }>().not.toExtend<Pick<PipelineOptions, 'deadline'>>()
    expectTypeOf<{ concurrency: string }>().not.toExtend<Pick<PipelineOptions, 'concurrency'>>()
    expectTypeOf<{ drift: 'ignore' }>().not.toExtend<Pick<PipelineOptions, 'drift'>>()
    expectTypeOf<{ maxDeleted: true }>().not.toExtend<Pick<PipelineOptions, 'maxDeleted'>>()
    expectTypeOf<{ maxDeleted: { share: number } }>().not.toExtend<Pick<PipelineOptions, 'maxDeleted'>>()
    expectTypeOf<{ maxDeleted: false }>().toExtend<Pick<PipelineOptions, 'maxDeleted'>>()
    expectTypeOf<{ now: () => Date }>().not.toExtend<Pick<PipelineOptions, 'now'>>()
    expectTypeOf<{ naming: (segment: string) => string }>().toExtend<Pick<PipelineOptions, 'naming'>>()
    expectTypeOf<{ naming: 'camel' }>().not.toExtend<Pick<PipelineOptions, 'naming'>>()
    expectTypeOf<{ lookBack: Date }>().not.toExtend<Pick<StreamOptions, 'lookBack'>>()
  })

  it('of the pipeline are not those of a stream, and the other way round', () => {
    expectTypeOf<'mode' | 'filter' | 'fields' | 'deltas'>().not.toExtend<keyof PipelineOptions>()
    expectTypeOf<'batchSize' | 'atomic' | 'deadline' | 'takeOver'>().not.toExtend<keyof StreamOptions>()
    expectTypeOf<'drift' | 'deletions' | 'rejectLimit'>().toExtend<keyof PipelineOptions & keyof StreamOptions>()
  })
})
