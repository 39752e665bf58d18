import { z } from 'zod'
import { describe, expect, it } from 'vitest'
import { idleDestination, idleSource, resolveAll, resolveOne } from '../../../test/support/resolve-stream.ts'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../../contract/errors/invalid-options-error.ts'
import type { StreamDefinition } from '../../contract/stream.ts'
import type { PipelineOptions, StreamOptions } from './pipeline-options.ts'
import { resolveOptions } from './resolve-options.ts'
import { resolveStreams } from './resolve-streams.ts'

type Definition = Partial<StreamDefinition>

const keyed: Definition = { primaryKey: 'id' }
const cursor: Definition = { ...keyed, incremental: 'cursor', cursor: 'updated' }
const savepoint: Definition = { ...keyed, incremental: 'savepoint' }
const keyless: Definition = {}

async function problemsOf(
  streams: Readonly<Record<string, Definition>>,
  options: Partial<PipelineOptions>,
): Promise<readonly OptionProblem[]> {
  try {
    await resolveAll(streams, options)
  } catch (thrown) {
    if (InvalidOptionsError.isInstance(thrown)) return thrown.problems
    throw thrown
  }
  return []
}

const ofOrders = (stream: Definition, own: StreamOptions): Promise<readonly OptionProblem[]> =>
  problemsOf({ orders: stream }, { streams: { orders: own } })

describe('which streams', () => {
  it('are all of them where none are named', async () => {
    expect((await resolveAll({ orders: keyed, items: keyless })).map(({ name }) => name)).toEqual(['orders', 'items'])
  })

  it('are those that are named, and not those that are undefined', async () => {
    const streams = JSON.parse('{"items":true}') as PipelineOptions['streams']
    const resolved = await resolveAll({ orders: keyed, items: keyless }, { streams: { ...streams, orders: undefined } })
    expect(resolved.map(({ name }) => name)).toEqual(['items'])
  })

  it('that do not exist are refused, with those that do', async () => {
    const problems = await problemsOf(
      { orders: keyed, items: keyless },
      { streams: { order: true, ['toString' as string]: true } },
    )
    expect(problems).toEqual([
      { path: 'streams.order', message: 'stream order does not exist; shop has: orders, items' },
      { path: 'streams.toString', message: 'stream toString does not exist; shop has: orders, items' },
    ])
  })

  it('a source without any is refused', async () => {
    expect(await problemsOf({}, {})).toEqual([{ path: 'source', message: 'shop has no streams' }])
  })
})

describe('mode', () => {
  it.each<readonly [name: string, stream: Definition, mode: string]>([
    ['a cursor', cursor, 'incremental'],
    ['savepoints', savepoint, 'incremental'],
    ['a key only', keyed, 'full'],
    ['no key', keyless, 'full'],
    ['a cursor without a key', { incremental: 'cursor', cursor: 'updated' }, 'full'],
    ['savepoints without a key', { incremental: 'savepoint' }, 'full'],
    ['a cursor, offering full only', { ...cursor, modes: ['full'] }, 'full'],
  ])('of a stream with %s', async (_name, stream, mode) => {
    expect((await resolveOne(stream)).mode).toBe(mode)
  })

  it.each<readonly [mode: StreamOptions['mode'], name: string, stream: Definition]>([
    ['full', 'cursor', cursor],
    ['append', 'no key', keyless],
    ['append', 'savepoints without a key', { incremental: 'savepoint' }],
    ['incremental', 'savepoints', savepoint],
  ])('%s is possible with %s', async (mode, _name, stream) => {
    expect((await resolveOne(stream, mode === undefined ? {} : { mode })).mode).toBe(mode)
  })

  it.each<readonly [mode: NonNullable<StreamOptions['mode']>, name: string, stream: Definition, reason: RegExp]>([
    ['incremental', 'a key only', keyed, /no cursor and no savepoints/],
    ['incremental', 'savepoints without a key', { incremental: 'savepoint' }, /no primary key.*use full or append/],
    ['append', 'a key', keyed, /has a primary key.*use full or incremental/],
    ['append', 'a cursor without a key', { incremental: 'cursor', cursor: 'updated' }, /added twice/],
    ['full', 'no key, never known to be complete', { completeness: 'explicit' }, /never known to be complete/],
    ['incremental', 'other modes offered', { ...cursor, modes: ['full', 'range'] }, /offered are: full, range/],
  ])('%s is refused with %s', async (mode, _name, stream, reason) => {
    const problems = await ofOrders(stream, { mode })
    expect(problems.map(({ path }) => path)).toEqual(['streams.orders.mode'])
    expect(problems[0]?.message).toMatch(reason)
    expect(problems[0]?.message).toContain(`${mode} is not possible for stream orders`)
  })

  it('that nobody chose is refused as well, where the stream offers others only', async () => {
    expect((await ofOrders({ modes: ['append'] }, {})).map(({ path }) => path)).toEqual(['streams.orders.mode'])
  })
})

describe('range', () => {
  const range = { from: 1 }

  it('goes with mode range, and mode range with it', async () => {
    expect((await resolveOne(cursor, { mode: 'range', range })).mode).toBe('range')
    expect(await ofOrders(cursor, { mode: 'range' })).toMatchObject([{ path: 'streams.orders.range' }])
    expect(await ofOrders(cursor, { range })).toMatchObject([{ path: 'streams.orders.range' }])
  })

  it('needs a stream that can read it and merge it', async () => {
    expect(await ofOrders(savepoint, { mode: 'range', range })).toMatchObject([{ path: 'streams.orders.mode' }])
    expect(await ofOrders({ ...savepoint, canReadRange: true }, { mode: 'range', range })).toEqual([])
    expect(await ofOrders({ ...cursor, canReadRange: false }, { mode: 'range', range })).toHaveLength(1)
    expect(await ofOrders({ canReadRange: true }, { mode: 'range', range })).toHaveLength(1)
  })
})

describe('fields', () => {
  const stream: Definition = { ...cursor, primaryKey: ['id', 'meta.shop'], scopeColumns: ['period.start'] }

  it.each(['id', 'updated', 'meta.shop', 'meta', 'period.start', 'period'])('cannot leave %s out', async (path) => {
    const problems = await ofOrders(stream, { fields: { exclude: ['note', path] } })
    expect(problems.map((problem) => problem.path)).toEqual(['streams.orders.fields.exclude[1]'])
    expect(problems[0]?.message).toContain(path)
  })

  it('can leave out what only looks like a protected field', async () => {
    const exclude = ['meta.shopName', 'ids', 'period.end', 'meta\\.shop', 'updatedBy']
    expect(await ofOrders(stream, { fields: { exclude } })).toEqual([])
  })

  it('always hold the protected ones', async () => {
    const { fields } = await resolveOne(stream, { fields: { include: ['note'] } })
    const record = { id: 1, note: 2, more: 3, updated: 4, meta: { shop: 5, more: 6 }, period: { start: 7, end: 8 } }
    expect(fields?.apply(record)).toEqual({ id: 1, note: 2, updated: 4, meta: { shop: 5 }, period: { start: 7 } })
  })

  it('that cannot be read are listed with everything else that is wrong', async () => {
    const problems = await ofOrders(stream, { mode: 'append', fields: { exclude: ['a..b', 'note', 'id', 'c.'] } })
    expect(problems.map(({ path }) => path)).toEqual([
      'streams.orders.mode',
      'streams.orders.fields.exclude[0]',
      'streams.orders.fields.exclude[2]',
      'streams.orders.fields.exclude[3]',
    ])
    expect(await ofOrders(stream, { fields: { include: ['a..b'] } })).toMatchObject([
      { path: 'streams.orders.fields.include[0]', message: expect.stringContaining('a..b') },
    ])
  })
})

describe('parameters', () => {
  const parameters = z.object({
    shop: z.string(),
    since: z.object({ year: z.number().default(2026) }).default({ year: 2026 }),
  })

  it('are what the schema makes of them', async () => {
    const resolved = await resolveOne({ parameters }, { parameters: { shop: 'a' } })
    expect(resolved.parameters).toEqual({ shop: 'a', since: { year: 2026 } })
  })

  it('that do not fit are listed by their place', async () => {
    const problems = await ofOrders({ parameters }, { parameters: { shop: 1, since: { year: '2026' } } })
    expect(problems.map(({ path }) => path)).toEqual([
      'streams.orders.parameters.shop',
      'streams.orders.parameters.since.year',
    ])
    expect(await ofOrders({ parameters }, {})).toMatchObject([{ path: 'streams.orders.parameters.shop' }])
  })

  it('are refused by a stream that takes none', async () => {
    expect(await ofOrders({}, { parameters: {} })).toMatchObject([{ path: 'streams.orders.parameters' }])
  })
})

describe('deltas', () => {
  it('need a destination that keeps them', async () => {
    const streams = { orders: { deltas: { '': 'history' } } }
    expect(await problemsOf({ orders: keyed }, { streams })).toEqual([])
    const destination = idleDestination({ hasDeltas: false })
    expect(await problemsOf({ orders: keyed }, { streams, destination })).toMatchObject([
      { path: 'streams.orders.deltas', message: expect.stringContaining('idle') },
    ])
  })
})

describe('names', () => {
  const streams = {
    orders: { tables: { '': 'o', lines: 'History' }, deltas: { '': 'o' } },
    items: { deltas: { '': 'history' } },
  }

  it('of tables and delta tables are chosen once in a run, and both places are named', async () => {
    expect(await problemsOf({ orders: keyed, items: keyed }, { streams })).toEqual([
      {
        path: "streams.orders.deltas['']",
        message: "'o' is the name of another table in these options, streams.orders.tables['']",
      },
    ])
  })

  it('are the same where the destination does not tell them apart', async () => {
    const destination = idleDestination({ identifierCase: 'insensitive' })
    expect(await problemsOf({ orders: keyed, items: keyed }, { streams, destination })).toMatchObject([
      { path: "streams.orders.deltas['']" },
      {
        path: "streams.items.deltas['']",
        message: "'history' is the name of another table in these options, streams.orders.tables['lines']",
      },
    ])
  })
})

describe('every problem', () => {
  it('is in one error', async () => {
    const streams = {
      gone: true,
      orders: { mode: 'append', range: { from: 1 }, parameters: {}, fields: { exclude: ['id'] } },
      items: { mode: 'incremental' },
    } as const
    const problems = await problemsOf({ orders: keyed, items: keyless }, { streams })
    expect(problems.map(({ path }) => path)).toEqual([
      'streams.gone',
      'streams.orders.mode',
      'streams.orders.range',
      'streams.orders.parameters',
      'streams.orders.fields.exclude[0]',
      'streams.items.mode',
    ])
  })

  it('of the author is told too, and whose it is', async () => {
    const incremental = { incremental: 'cursor' } as const
    const read = 'all' as unknown as NonNullable<Definition['read']>
    const problems = await problemsOf(
      { orders: { ...keyed, ...incremental }, items: { read } },
      { streams: { gone: true } },
    )
    expect(problems.map(({ path }) => path)).toEqual(['streams.gone', 'source', 'source'])
    expect(problems[1]?.message).toMatch(/^shop, stream orders: .*`cursor`/)
    expect(problems[2]?.message).toMatch(/^shop, stream items: `read`/)
  })

  it('is told where a source lists a name twice', async () => {
    const streams = ['orders', 'items', 'orders'].map((name) => ({ ...keyed, name, read: nothing }))
    const resolved = resolveOptions({ source: idleSource({}), destination: idleDestination() })
    await expect(resolveStreams(resolved, streams)).rejects.toThrow('shop, stream orders: the name comes twice')
  })
})

async function* nothing(): AsyncGenerator<never> {}
