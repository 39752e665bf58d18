import { describe, expect, test } from 'vitest'
import { byPageNumber, InvalidOptionsError, restStream } from '../../src/plugin.ts'
import type { RestStreamOptions } from '../../src/plugin.ts'
import { numberedPages } from './support/numbered-pages.ts'
import { readParts, readRecords, readRequest } from './support/read-stream.ts'
import { scripted } from './support/scripted.ts'

describe('a REST stream', () => {
  test('yields a part for each page, and nothing for an empty one', async () => {
    await using list = await scripted({ 'GET /items': numberedPages(3) })
    const stream = restStream({ client: list.client, path: '/items', primaryKey: 'id', paginate: byPageNumber() })
    expect(await readParts(stream)).toEqual([{ records: [{ id: 1 }, { id: 2 }] }, { records: [{ id: 3 }] }])
  })

  test('asks with what is given and what is computed', async () => {
    await using list = await scripted({ 'POST /eu%2Fwest/search': { json: { hits: [] } } })
    const stream = restStream({
      client: list.client,
      method: 'POST',
      path: '/{partition}/search',
      partitions: ['eu/west'],
      params: ({ fields }) => ({ fields: fields?.join(','), archived: undefined }),
      body: ({ now }) => ({ until: now.toISOString() }),
      headers: { 'x-version': '2' },
    })
    await readParts(stream, { partition: 'eu/west', fields: ['id', 'name'] })
    const [request] = list.server.requests
    expect(request?.query.toString()).toBe('fields=id%2Cname')
    expect(request?.body).toBe('{"until":"2026-03-01T00:00:00.000Z"}')
    expect(request?.headers['x-version']).toBe('2')
    expect(await stream.partitions?.({ ...readRequest() })).toEqual(['eu/west'])
  })

  test('finds, maps and leaves out records; integers stay exact', async () => {
    await using list = await scripted({ 'GET /items': { text: '{"data":{"items":[1,2,90071992547409931]}}' } })
    const stream = restStream({
      client: list.client,
      path: '/items',
      select: 'data.items',
      map: (value) => (value === 2 ? undefined : { value }),
    })
    expect(await readRecords(stream)).toEqual([{ value: 1 }, { value: 90071992547409931n }])
  })

  test('says what it found where there is no array, and shows no value', async () => {
    await using list = await scripted({
      'GET /items': { json: { data: { rows: ['secret'], total: 7 }, note: 'secret', more: null } },
    })
    const read = (select?: string): Promise<unknown> =>
      readParts(restStream({ client: list.client, path: '/items', ...(select === undefined ? {} : { select }) }))
    const found = 'it has data (an object with rows, total), note (a string), more (null)'
    await expect(read('data.items')).rejects.toMatchObject({
      code: 'rest_no_records',
      message: `select 'data.items' found no array in the answer of GET /items: ${found}`,
    })
    await expect(read()).rejects.toThrow(
      `there is no array at the top of the answer of GET /items: ${found}; name its path by \`select\``,
    )
    expect(await read('more')).toEqual([])
  })

  test('leaves out what came on the page before', async () => {
    const shifted = [[1, 2], [2, 3], [3, 4], []].map((ids) => ({ json: ids.map((id) => ({ id })) }))
    await using list = await scripted({ 'GET /items': shifted })
    const options = { client: list.client, path: '/items', primaryKey: 'id', paginate: byPageNumber() }
    expect(await readRecords(restStream({ ...options, dedupe: 100 }))).toEqual([1, 2, 3, 4].map((id) => ({ id })))
  })

  test('is skipped where the plan lacks it, and fails for other reasons', async () => {
    await using list = await scripted({ 'GET /items': [{ status: 403 }, { status: 401 }] })
    const stream = restStream({ client: list.client, path: '/items', skipOn: [403] })
    expect(await readParts(stream)).toEqual([{ skipped: 'GET /items answers with status 403' }])
    await expect(readParts(stream)).rejects.toMatchObject({ code: 'http_refused', status: 401 })
  })

  test('goes on from a page, where that is asked for', async () => {
    await using list = await scripted({ 'GET /items': numberedPages(5) })
    const options = { client: list.client, path: '/items', primaryKey: 'id', paginate: byPageNumber({ size: 2 }) }
    const parts = await readParts(restStream({ ...options, savepoints: true }))
    const savepoints = parts.flatMap((part) => ('savepoint' in part ? [part.savepoint] : []))
    expect(savepoints).toHaveLength(3)
    const rest = { savepoint: savepoints[0] }
    expect(await readRecords(restStream({ ...options, savepoints: true }), rest)).toEqual(
      [3, 4, 5].map((id) => ({ id })),
    )
    expect(await readRecords(restStream(options), rest)).toHaveLength(5)
    expect((await readParts(restStream(options))).filter((part) => 'savepoint' in part)).toEqual([])
  })

  test('refuses a savepoint of another kind of paging', async () => {
    await using list = await scripted({ 'GET /items': numberedPages(5) })
    const options = { client: list.client, path: '/items', primaryKey: 'id', paginate: byPageNumber() }
    const stream = restStream({ ...options, savepoints: true })
    await expect(readParts(stream, { savepoint: { page: { offset: 3 } } })).rejects.toMatchObject({
      code: 'savepoint_refused',
    })
    await expect(readParts(stream, { savepoint: 'page 7' })).rejects.toMatchObject({ code: 'savepoint_refused' })
  })
})

describe('options of a REST stream', () => {
  const client = {
    request: async () => Promise.reject(new Error('never')),
    stream: async () => Promise.reject(new Error('never')),
  }

  test('all problems are named at once', () => {
    const given = {
      client,
      path: 7,
      pagination: byPageNumber(),
      cursor: { path: 'a..b', from: 'since', format: 'epoch' },
      skipOn: [1],
      select: 'a..b',
      parent: { stream: 'projects' },
    }
    expect(problemsOf(given)).toEqual({
      path: 'must be a path, or a function that gives one',
      pagination: 'there is no such option',
      'cursor.path': 'must be a path in the record',
      'cursor.format': 'must be a function, or one of: as-is, iso, iso-seconds, unix-seconds, unix-ms, date',
      'skipOn[0]': 'must be an HTTP status',
      select: 'must be a path',
      'parent.stream': 'must be a stream, as `restStream` makes it',
    })
  })

  test('contradictions too', () => {
    const parent = { stream: restStream({ client, path: '/projects' }) }
    expect(
      problemsOf({ client, path: '/{id}', cursor: { path: 'at' }, savepoints: true, dedupe: 5, body: {} }),
    ).toEqual({
      cursor: 'needs a primaryKey, since records come again',
      'cursor.from': "is needed to ask for what is new, or `windows`, or `order: 'descending'`",
      savepoints: 'need a primaryKey, since records may come again',
      dedupe: 'needs a primaryKey, by which records are known again',
      body: 'cannot be sent with GET: set `method`',
      path: '{id} is a field of a parent: it needs `parent`',
    })
    expect(
      problemsOf({
        client,
        path: '/{partition}/{a..b}',
        primaryKey: 'id',
        parent,
        savepoints: true,
        cursor: { path: 'at', from: 'since', order: 'ascending' },
      }),
    ).toEqual({
      'cursor.order': 'cannot hold for all parents together: leave it out',
      savepoints: 'need a primaryKey of the parent, by which its place is found again',
      path: '{a..b} is no path in the record of the parent',
    })
  })

  test('windows that overlap give records twice', () => {
    const windows = { from: 'a', to: 'b', lengthInMs: 1_000, start: new Date(0), paddingInMs: 1 }
    expect(problemsOf({ client, path: '/a', windows })).toEqual({
      'windows.paddingInMs': 'needs a primaryKey, since records come twice',
    })
    const cursor = { path: 'at', order: 'ascending' }
    expect(problemsOf({ client, path: '/a', primaryKey: 'id', windows, cursor })).toEqual({
      'cursor.order': 'cannot hold for windows that overlap by paddingInMs: leave it out',
    })
  })

  test('a row is asked for by its key, and by nothing else', () => {
    const parent = { stream: restStream({ client, path: '/projects', primaryKey: 'id' }), into: { project: 'name' } }
    expect(problemsOf({ client, path: '/a', primaryKey: 'id', parent, confirm: { path: '/a/{project}' } })).toEqual({
      'confirm.path': '{project} is not in the primaryKey',
      confirm: "cannot know 'project' of the parent: it is not in the primaryKey",
    })
    expect(problemsOf({ client, path: '/a', primaryKey: 'id', confirm: { path: '/a' } })).toEqual({
      'confirm.path': 'names no record: it needs the key, as in /orders/{id}',
    })
  })

  function problemsOf(given: object): Readonly<Record<string, string>> {
    try {
      restStream(given as RestStreamOptions)
    } catch (error) {
      if (!InvalidOptionsError.isInstance(error)) throw error
      return Object.fromEntries(error.problems.map(({ path, message }) => [path, message]))
    }
    return {}
  }
})
