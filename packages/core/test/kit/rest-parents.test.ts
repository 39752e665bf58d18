import { describe, expect, test } from 'vitest'
import { arraySource, byPageNumber, defineSource, restStream } from '../../src/plugin.ts'
import type { RestStreamOptions, StreamDefinition } from '../../src/plugin.ts'
import { readParts, readRecords, readRequest } from './support/read-stream.ts'
import { numberIn, scripted } from './support/scripted.ts'
import type { Scripted, ScriptedRoute } from './support/scripted.ts'

const tasks: Readonly<Record<string, readonly number[]>> = { a: [1, 2, 3], b: [], 'c/d': [4] }

const routes: Readonly<Record<string, ScriptedRoute>> = {
  'GET /projects': { json: Object.keys(tasks).map((id) => ({ id, owner: { id: 7 } })) },
  'GET /projects/:id/tasks': ({ params, ...request }) => {
    const page = numberIn({ params, ...request }, 'page', 1)
    return { json: (tasks[params['id'] ?? ''] ?? []).slice((page - 1) * 2, page * 2).map((id) => ({ id })) }
  },
}

function family({ client }: Scripted, choice: Partial<RestStreamOptions> = {}): StreamDefinition {
  const projects = restStream({ client, path: '/projects', primaryKey: 'id' })
  return restStream({
    client,
    path: '/projects/{id}/tasks',
    primaryKey: ['project_id', 'id'],
    parent: { stream: projects, into: { project_id: 'id', owner_id: 'owner.id' } },
    paginate: byPageNumber({ size: 2, endsAtShortPage: true }),
    ...choice,
  })
}

describe('a stream with a parent', () => {
  test('reads for each parent, and puts its key into each record', async () => {
    await using api = await scripted(routes)
    expect(await readRecords(family(api))).toEqual([
      { id: 1, project_id: 'a', owner_id: 7 },
      { id: 2, project_id: 'a', owner_id: 7 },
      { id: 3, project_id: 'a', owner_id: 7 },
      { id: 4, project_id: 'c/d', owner_id: 7 },
    ])
    expect(api.server.requests.map(({ path }) => path)).toEqual([
      '/projects',
      '/projects/a/tasks',
      '/projects/a/tasks',
      '/projects/b/tasks',
      '/projects/c%2Fd/tasks',
    ])
  })

  test('asks for a parent only when it is pulled that far', async () => {
    await using api = await scripted(routes)
    for await (const part of family(api).read(readRequest())) if ('records' in part) break
    expect(api.asked()).toEqual(['/projects', '/projects/a/tasks?page=1&page_size=2'])
  })

  test('a parent that vanished meanwhile has no records, if that is asked for', async () => {
    await using api = await scripted({ 'GET /projects/a/tasks': { status: 404 }, ...routes })
    await expect(readRecords(family(api))).rejects.toMatchObject({ status: 404 })
    const projects = restStream({ client: api.client, path: '/projects', primaryKey: 'id' })
    const stream = family(api, { parent: { stream: projects, into: { project_id: 'id' }, ignoreOn: [404] } })
    expect(await readParts(stream)).toEqual([{ records: [{ id: 4, project_id: 'c/d' }] }])
  })

  test('a parent that may not be read is left out with a warning', async () => {
    await using api = await scripted({ 'GET /projects/a/tasks': { status: 403 }, ...routes })
    const projects = restStream({ client: api.client, path: '/projects', primaryKey: 'id' })
    const stream = family(api, { parent: { stream: projects, skipOn: [403] }, primaryKey: 'id' })
    expect(await readParts(stream)).toEqual([
      { records: [{ id: 4 }] },
      { skipped: '1 of the lists of its parents cannot be read' },
    ])
  })

  test('what cannot stand in a path is never asked for', async () => {
    await using api = await scripted({})
    for (const id of ['', '.', '..', null, { a: 1 }]) {
      const [projects] = await arraySource({ projects: [{ id }] }).streams({
        signal: readRequest().signal,
        logger: readRequest().logger,
      })
      if (projects === undefined) throw new Error('there is no stream')
      await expect(readRecords(family(api, { parent: { stream: projects }, primaryKey: 'id' }))).rejects.toMatchObject({
        code: 'rest_bad_path',
        message: expect.stringContaining("the path '/projects/{id}/tasks' cannot be filled"),
      })
    }
    expect(api.asked()).toEqual([])
  })

  test('has the partitions of its parent', async () => {
    await using api = await scripted({
      'GET /:workspace/projects': ({ params }) => ({ json: [{ id: `${params['workspace'] ?? ''}-1` }] }),
      'GET /:workspace/projects/:id/tasks': ({ params }) => ({ json: [{ id: `${params['id'] ?? ''}-task` }] }),
    })
    const { client } = api
    const projects = restStream({ client, path: '/{partition}/projects', primaryKey: 'id', partitions: ['w1', 'w2'] })
    const stream = restStream({
      client,
      path: '/{partition}/projects/{id}/tasks',
      primaryKey: 'id',
      parent: { stream: projects },
    })
    expect(await stream.partitions?.(readRequest())).toEqual(['w1', 'w2'])
    expect(await readRecords(stream, { partition: 'w2' })).toEqual([{ id: 'w2-1-task' }])
  })

  test('has the partitions of its parent by the defaults of that', async () => {
    await using api = await scripted({})
    const parent: StreamDefinition<{ readonly regions: readonly string[] }> = {
      primaryKey: 'id',
      parameters: { '~standard': { version: 1, vendor: 'test', validate: () => ({ value: { regions: ['eu'] } }) } },
      partitions: ({ parameters }) => parameters.regions,
      async *read() {},
    }
    const stream = family(api, { parent: { stream: parent }, primaryKey: 'id' })
    expect(await stream.partitions?.(readRequest())).toEqual(['eu'])
  })

  test('is no more complete than its parent', async () => {
    await using api = await scripted(routes)
    const projects = restStream({ client: api.client, path: '/p', primaryKey: 'id', completeness: 'explicit' })
    const stream = family(api, { parent: { stream: projects }, primaryKey: 'id' })
    expect(stream.completeness).toBe('explicit')
  })

  test.each([
    ['skipped', { skipped: 'not in this plan' }],
    ['paused', { pause: { until: new Date('2026-03-01T01:00:00Z'), reason: 'quota' } }],
  ])('is %s with its parent', async (_name, part) => {
    await using api = await scripted(routes)
    const source = defineSource({
      name: 'made',
      streams: {
        projects: {
          primaryKey: 'id',
          async *read() {
            yield { records: [{ id: 'a' }] }
            yield part
          },
        },
      },
    })
    const [projects] = await source.streams(readRequest())
    if (projects === undefined) throw new Error('there is no stream')
    const stream = family(api, { parent: { stream: projects }, primaryKey: 'id' })
    expect((await readParts(stream)).at(-1)).toEqual(part)
  })

  test('a read goes on from each of its savepoints, also where the parent is gone', async () => {
    await using api = await scripted(routes)
    const stream = family(api, { savepoints: true })
    const parts = await readParts(stream)
    const places = parts.flatMap((part, index) => ('savepoint' in part ? [{ value: part.savepoint, index }] : []))
    expect(places.length).toBeGreaterThan(3)
    for (const { value, index } of places) {
      const before = parts.slice(0, index).flatMap((part) => ('records' in part ? part.records : []))
      const after = await readRecords(stream, { savepoint: structuredClone(value) })
      expect([...before, ...after]).toEqual(await readRecords(stream))
    }
    expect(await readRecords(stream, { savepoint: { parent: '["gone"]' } })).toEqual(await readRecords(stream))
  })

  test('cancelled between two parents, it throws the reason and asks no more', async () => {
    await using api = await scripted(routes)
    const controller = new AbortController()
    const reason = new Error('enough')
    const parts = family(api).read(readRequest({ signal: controller.signal }))
    const reading = parts[Symbol.asyncIterator]()
    await reading.next()
    await reading.next()
    controller.abort(reason)
    const asked = api.asked().length
    await expect(reading.next()).rejects.toBe(reason)
    expect(api.asked()).toHaveLength(asked)
  })
})
