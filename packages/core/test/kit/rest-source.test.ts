import { expect, test } from 'vitest'
import { byLink, InvalidOptionsError, restSource } from '../../src/plugin.ts'
import { readRecords, readRequest } from './support/read-stream.ts'
import { scripted } from './support/scripted.ts'

test('a source of described streams, with parents by name', async () => {
  await using api = await scripted({
    'GET /v1/me': { json: {} },
    'GET /v1/projects': [
      { json: [{ id: 'a' }], headers: { link: '</v1/projects?page=2>; rel="next"' } },
      { json: [{ id: 'b' }] },
      { json: [{ id: 'a' }] },
    ],
    'GET /v1/projects/:id/tasks': ({ params }) => ({ json: [{ id: `${params['id'] ?? ''}1` }] }),
  })
  const source = restSource({
    name: 'tracker',
    client: { baseUrl: `${api.server.url}/v1`, credentials: { type: 'bearer', token: 'canary' } },
    check: '/me',
    streams: {
      tasks: {
        path: '/projects/{id}/tasks',
        primaryKey: 'id',
        parent: { stream: 'projects', into: { project: 'id' } },
      },
      projects: { path: '/projects', primaryKey: 'id', paginate: byLink() },
    },
  })
  expect(source.streamNames).toEqual(['tasks', 'projects'])
  await source.check(readRequest())
  const [tasks, projects] = await source.streams(readRequest())
  if (tasks === undefined || projects === undefined) throw new Error('streams are missing')
  expect(await readRecords(projects)).toEqual([{ id: 'a' }, { id: 'b' }])
  expect(await readRecords(tasks)).toEqual([{ id: 'a1', project: 'a' }])
  expect(new Set(api.server.requests.map(({ headers }) => headers.authorization))).toEqual(new Set(['Bearer canary']))
})

test('a check that fails says why', async () => {
  await using api = await scripted({ 'GET /me': { status: 401 } })
  const client = { baseUrl: api.server.url }
  await expect(restSource({ name: 'x', client, check: '/me', streams: {} }).check(readRequest())).rejects.toMatchObject(
    {
      status: 401,
    },
  )
  const check = async (): Promise<void> => Promise.reject(new Error('no rights'))
  await expect(restSource({ name: 'x', client, check, streams: {} }).check(readRequest())).rejects.toThrow('no rights')
})

test('the problems of all streams are named at once', () => {
  const client = { baseUrl: 'api.example.com' }
  const make = (): unknown =>
    restSource({
      name: 'x',
      client,
      streams: {
        users: { path: '/users', dedupe: 5 },
        tasks: { path: '/{id}', parent: { stream: 'projets' as 'users' } },
        left: { path: '/left', parent: { stream: 'right' } },
        right: { path: '/right', parent: { stream: 'left' } },
      },
    })
  let found: readonly string[] = []
  try {
    make()
  } catch (error) {
    if (!InvalidOptionsError.isInstance(error)) throw error
    found = error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
  expect(found).toEqual([
    expect.stringMatching(/^client\.baseUrl: /),
    'streams.users.dedupe: needs a primaryKey, by which records are known again',
    "streams.tasks.parent.stream: there is no stream 'projets'; there are: users, tasks, left, right",
    'streams.right.parent.stream: the streams are parents of each other: left, right, left',
  ])
})
