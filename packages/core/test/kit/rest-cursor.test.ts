import { describe, expect, test } from 'vitest'
import { byPageNumber, restStream } from '../../src/plugin.ts'
import type { RestCursor, RestStreamOptions, RestWindows } from '../../src/plugin.ts'
import { readRecords } from './support/read-stream.ts'
import { numberIn, scripted } from './support/scripted.ts'
import type { Scripted } from './support/scripted.ts'

const days = (...numbers: readonly number[]): readonly { readonly id: number; readonly at: string }[] =>
  numbers.map((id) => ({ id, at: `2026-02-${String(id).padStart(2, '0')}T12:00:00Z` }))

function stream({ client }: Scripted, cursor: RestCursor, choice: Partial<RestStreamOptions> = {}) {
  return restStream({ client, path: '/items', primaryKey: 'id', cursor, ...choice })
}

describe('a cursor', () => {
  test('declares an incremental stream, whose savepoint the engine keeps', async () => {
    await using api = await scripted({})
    const cursor = { path: 'at', from: 'since', lookBack: 60_000, order: 'ascending' } as const
    expect(stream(api, cursor)).toMatchObject({
      incremental: 'cursor',
      cursor: 'at',
      lookBack: 60_000,
      isSortedByCursor: true,
    })
  })

  test.each<readonly [name: string, cursor: Partial<RestCursor>, from: string | number, asked: string]>([
    ['as it is', {}, '2026-02-03T12:00:00Z', '2026-02-03T12:00:00Z'],
    ['a number', {}, 42, '42'],
    ['iso', { format: 'iso' }, '2026-02-03T12:00:00.123456Z', '2026-02-03T12:00:00.123456Z'],
    ['iso-seconds', { format: 'iso-seconds' }, '2026-02-03T12:00:00.999Z', '2026-02-03T12:00:00Z'],
    ['unix-seconds', { format: 'unix-seconds' }, '2026-02-03T12:00:00.999Z', '1770120000'],
    ['unix-ms', { format: 'unix-ms' }, '2026-02-03T12:00:00.999Z', '1770120000999'],
    ['date', { format: 'date' }, '2026-02-03T12:00:00Z', '2026-02-03'],
    ['a function', { format: (bound) => `>${bound}` }, '2026-02-03T12:00:00Z', '>2026-02-03T12:00:00Z'],
    ['the later of bound and start', { start: '2026-02-01' }, '2026-02-03T12:00:00Z', '2026-02-03T12:00:00Z'],
    ['one earlier', { isExclusive: true, format: 'unix-seconds' }, '2026-02-03T12:00:00Z', '1770119999'],
  ])('is asked for: %s', async (_name, cursor, from, asked) => {
    await using api = await scripted({ 'GET /items': { json: [] } })
    await readRecords(stream(api, { path: 'at', from: 'since', ...cursor }), { mode: 'incremental', range: { from } })
    expect(api.server.requests[0]?.query.get('since')).toBe(asked)
  })

  test('is not asked for in a first read, but for its start', async () => {
    await using api = await scripted({ 'GET /items': { json: [] } })
    await readRecords(stream(api, { path: 'at', from: 'since' }))
    await readRecords(stream(api, { path: 'at', from: 'since', start: '2026-01-01', format: 'iso' }))
    expect(api.asked()).toEqual(['/items', '/items?since=2026-01-01T00%3A00%3A00Z'])
  })

  test('goes into the body of a search', async () => {
    await using api = await scripted({ 'POST /items': { json: [] } })
    const cursor = { path: 'at', from: { body: 'filter.at.gte' }, to: { body: 'filter.at.lte' } }
    const choice = { method: 'POST', body: { filter: { type: 'a' } } }
    await readRecords(stream(api, cursor, choice), { mode: 'range', range: { from: 1, to: 9 } })
    expect(api.server.requests[0]?.body).toBe('{"filter":{"type":"a","at":{"gte":1,"lte":9}}}')
  })

  test('a cursor that is no time is not written as one', async () => {
    await using api = await scripted({ 'GET /items': { json: [] } })
    const read = readRecords(stream(api, { path: 'at', from: 'since', format: 'date' }), {
      mode: 'incremental',
      range: { from: 7 },
    })
    await expect(read).rejects.toMatchObject({ code: 'rest_bad_cursor' })
  })

  test('a range is exact, whatever the API gives; an incremental read believes it', async () => {
    await using api = await scripted({ 'GET /items': { json: [...days(1, 2, 3, 4, 5), { id: 6 }] } })
    const items = stream(api, { path: 'at', from: 'since' })
    const range = { from: '2026-02-02T12:00:00Z', to: '2026-02-04T12:00:00Z' }
    expect(await readRecords(items, { mode: 'range', range })).toEqual([...days(2, 3, 4), { id: 6 }])
    expect(await readRecords(items, { mode: 'incremental', range: { from: range.from } })).toHaveLength(6)
  })

  test('a descending list is read until it is older', async () => {
    await using api = await scripted({
      'GET /items': (request) => ({
        json: days(5, 4, 3, 2, 1).slice(numberIn(request, 'page', 1) * 2 - 2, numberIn(request, 'page', 1) * 2),
      }),
    })
    const items = stream(api, { path: 'at', order: 'descending' }, { paginate: byPageNumber() })
    const range = { from: '2026-02-04T00:00:00Z' }
    expect(await readRecords(items, { mode: 'incremental', range })).toEqual(days(5, 4))
    expect(api.asked()).toHaveLength(2)
    expect(await readRecords(items)).toHaveLength(5)
  })

  test('a descending list is read to its start, as its records are mapped', async () => {
    await using api = await scripted({
      'GET /items': (request) => ({
        json: days(5, 4, 3, 2, 1)
          .slice(numberIn(request, 'page', 1) * 2 - 2, numberIn(request, 'page', 1) * 2)
          .map(({ id, at }) => ({ id, dates: { changed: at } })),
      }),
    })
    const map: RestStreamOptions['map'] = (record) => ({
      id: Reflect.get(Object(record), 'id'),
      at: Reflect.get(Object(Reflect.get(Object(record), 'dates')), 'changed'),
    })
    const cursor = { path: 'at', order: 'descending', start: '2026-02-04' } as const
    expect(await readRecords(stream(api, cursor, { map, paginate: byPageNumber() }))).toEqual(days(5, 4))
    expect(api.asked()).toHaveLength(2)
  })

  test('a range of times is exact too where the field counts seconds', async () => {
    const second = Date.parse('2026-02-03T00:00:00Z') / 1_000
    const items = [-1, 0, 86_399, 86_400].map((more, id) => ({ id, at: second + more }))
    await using api = await scripted({ 'GET /items': { json: items } })
    const counted = stream(api, { path: 'at', from: 'since', format: 'unix-seconds' })
    const range = { from: '2026-02-03', to: '2026-02-03' }
    expect(await readRecords(counted, { mode: 'range', range })).toEqual(items.slice(1, 3))
  })
})

describe('windows', () => {
  const windows: RestWindows = {
    from: 'start',
    to: 'end',
    lengthInMs: 10 * 86_400_000,
    start: new Date('2026-02-01T00:00:00Z'),
    format: 'date',
  }

  test('are asked for one after the other, up to the beginning of the run', async () => {
    await using api = await scripted({ 'GET /items': { json: [] } })
    await readRecords(restStream({ client: api.client, path: '/items', windows }))
    await readRecords(
      restStream({
        client: api.client,
        path: '/items',
        primaryKey: 'id',
        windows: { ...windows, newestFirst: true, paddingInMs: 86_400_000 },
      }),
    )
    expect(api.asked()).toEqual([
      '/items?start=2026-02-01&end=2026-02-11',
      '/items?start=2026-02-11&end=2026-02-21',
      '/items?start=2026-02-21&end=2026-03-01',
      '/items?start=2026-02-20&end=2026-03-02',
      '/items?start=2026-02-10&end=2026-02-22',
      '/items?start=2026-01-31&end=2026-02-12',
    ])
  })

  test('begin where the engine asks for what is new, and end with a range', async () => {
    await using api = await scripted({ 'GET /items': { json: [] } })
    const items = stream(api, { path: 'at' }, { windows: { ...windows, format: 'iso' } })
    await readRecords(items, { mode: 'incremental', range: { from: '2026-02-25T12:00:00Z' } })
    await readRecords(items, { mode: 'range', range: { from: '2026-02-02', to: '2026-02-03' } })
    expect(api.server.requests.map(({ query }) => [query.get('start'), query.get('end')])).toEqual([
      ['2026-02-25T12:00:00Z', '2026-03-01T00:00:00Z'],
      ['2026-02-02T00:00:00Z', '2026-02-04T00:00:00Z'],
    ])
  })

  test('do not begin before the start of the cursor', async () => {
    await using api = await scripted({ 'GET /items': { json: days(24, 25, 26) } })
    const items = stream(api, { path: 'at', start: '2026-02-25' }, { windows: { ...windows, format: 'iso' } })
    expect(await readRecords(items)).toEqual(days(25, 26))
    expect(api.server.requests.map(({ query }) => query.get('start'))).toEqual(['2026-02-25T00:00:00Z'])
  })

  test('a read goes on from the window of a savepoint', async () => {
    await using api = await scripted({ 'GET /items': ({ query }) => ({ json: [{ id: query.get('start') }] }) })
    const items = restStream({ client: api.client, path: '/items', primaryKey: 'id', windows, savepoints: true })
    expect(await readRecords(items, { savepoint: { window: '2026-02-11T00:00:00.000Z' } })).toEqual([
      { id: '2026-02-21' },
    ])
  })
})
