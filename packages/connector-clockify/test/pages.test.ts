import { memoryDestination } from '@millrace/core'
import type { Clockify } from '@millrace/clockify-stand-in'
import { startClockify } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { expectedRecords, listStreams } from './support/expected-records.ts'
import { loadClockify } from './support/load-clockify.ts'
import { storedRecords } from './support/stored-records.ts'

const pageSize = { maxPageSize: 2 }

describe.each([true, false])('with the header that names the last page: %s', (sendsLastPage) => {
  test.each(listStreams)('%s come from several pages', async (stream) => {
    await using server = await startClockify({ sendsLastPage })
    addSome(server)
    const { destination } = await loadClockify(server, { streams: [stream], tools: pageSize })
    expect(storedRecords(destination, stream)).toEqual(expectedRecords(server, stream))
  })
})

test('more than the 50 that Clockify gives when nobody says how many', async () => {
  await using server = await startClockify()
  for (let count = 0; count < 120; count += 1) server.world.addTag({ name: `tag ${count}` })
  const { destination } = await loadClockify(server, { streams: ['tags'] })
  expect(Object.keys(storedRecords(destination, 'tags'))).toHaveLength(server.truth.tags().length)
  expect(server.requests.count({ path: '/tags' })).toBe(server.world.workspaces().length)
})

test('a list that is not paged and as long as a page is asked for once', async () => {
  await using server = await startClockify()
  const size = server.truth.customFields().length
  await loadClockify(server, { streams: ['custom_fields'], tools: { maxPageSize: size } })
  expect(server.requests.count({ path: '/custom-fields' })).toBe(1)
})

describe('a list that changes between two pages', () => {
  test.each([
    ['one that was read is deleted', ({ world, truth }: Clockify) => world.delete('tags', truth.tags()[0]?.id ?? '')],
    [
      'one that was not read is deleted',
      ({ world, truth }: Clockify) => world.delete('tags', truth.tags()[4]?.id ?? ''),
    ],
    ['one is added', ({ world }: Clockify) => world.addTag({ name: 'late' })],
    ['one is added before those that were read', ({ world }: Clockify) => world.addTag({ id: '0'.repeat(24) })],
  ])('brings all that are there: %s', async (_, change) => {
    await using server = await startClockify()
    addSome(server)
    const destination = memoryDestination()
    await loadClockify(server, { streams: ['tags'], destination })
    const stopHook = server.onRequest(({ path, query }) => {
      if (!path.endsWith(`${server.world.workspace().id}/tags`) || query['page'] !== '2') return
      stopHook()
      change(server)
    })
    await loadClockify(server, { streams: ['tags'], destination, tools: pageSize })
    expect(Object.keys(storedRecords(destination, 'tags'))).toEqual(
      expect.arrayContaining(server.truth.tags().map(({ id }) => id)),
    )
    // What was deleted after it was read goes with the next run.
    await loadClockify(server, { streams: ['tags'], destination, tools: pageSize })
    expect(storedRecords(destination, 'tags')).toEqual(expectedRecords(server, 'tags'))
  })

  test('again and again is an error, and deletes nothing', async () => {
    await using server = await startClockify()
    addSome(server)
    const destination = memoryDestination()
    await loadClockify(server, { streams: ['tags'], destination })
    const before = storedRecords(destination, 'tags')
    const stopHook = server.onRequest(({ path, query }) => {
      if (!path.endsWith(`${server.world.workspace().id}/tags`) || query['page'] !== '2') return
      server.world.delete('tags', server.truth.tags()[0]?.id ?? '')
      for (let count = 0; count < 2; count += 1) server.world.addTag()
    })
    await expect(loadClockify(server, { streams: ['tags'], destination, tools: pageSize })).rejects.toThrow(
      /lost objects each of the 5 times/,
    )
    stopHook()
    expect(storedRecords(destination, 'tags')).toEqual(before)
  })
})

describe('requests', () => {
  test('workspaces, projects and users are asked for once by all streams together', async () => {
    await using server = await startClockify()
    await loadClockify(server, { streams: listStreams })
    const [studio] = server.world.workspaces()
    expect(server.requests.count({ path: /\/workspaces$/ })).toBe(1)
    expect(server.requests.count({ path: new RegExp(`${studio?.id}/projects$`) })).toBe(1)
    // One more learns whether the lists show everything.
    expect(server.requests.count({ path: new RegExp(`${studio?.id}/users$`) })).toBe(2)
  })

  test('on a Free plan the tasks come with the projects', async () => {
    await using server = await startClockify({ plan: 'FREE' })
    const { destination } = await loadClockify(server, { streams: ['projects', 'tasks'] })
    expect(server.requests.count({ path: '/tasks' })).toBe(0)
    const favourite = (records: Readonly<Record<string, unknown>>): Record<string, unknown> =>
      Object.fromEntries(Object.entries(records).map(([id, record]) => [id, { ...Object(record), favorite: false }]))
    expect(storedRecords(destination, 'tasks')).toEqual(favourite(expectedRecords(server, 'tasks')))
    const names = destination.table('projects').map(({ id, clientname }) => [id, clientname])
    expect(names).toEqual(
      expect.arrayContaining(server.truth.projects().map((project) => [project.id, project['clientName'] || null])),
    )
    expect(destination.tableNames()).not.toContain('projects__tasks')
  })

  test('on another plan as well where the settings say so', async () => {
    await using server = await startClockify()
    await loadClockify(server, { streams: ['tasks'], settings: { tasksFrom: 'hydrated' } })
    expect(server.requests.count({ path: '/tasks' })).toBe(0)
  })

  test('a task that hydrated projects do not show is kept', async () => {
    await using server = await startClockify({ plan: 'FREE', hydratedTasks: 'active' })
    const destination = memoryDestination()
    await loadClockify(server, { streams: ['tasks'], destination })
    const before = Object.keys(storedRecords(destination, 'tasks'))
    server.world.finishTask(before[0] ?? '')
    await loadClockify(server, { streams: ['tasks'], destination })
    expect(Object.keys(storedRecords(destination, 'tasks'))).toEqual(before)
  })

  test('a project that is deleted while tasks are read takes its tasks along', async () => {
    await using server = await startClockify()
    const [project] = server.truth.projects()
    const stopHook = server.onRequest(({ path }) => {
      if (!path.endsWith('/tasks')) return
      stopHook()
      for (const { id, projectId } of server.truth.tasks())
        if (projectId === project?.id) server.world.delete('tasks', id)
      server.world.delete('projects', project?.id ?? '')
    })
    const { destination } = await loadClockify(server, { streams: ['tasks'] })
    expect(storedRecords(destination, 'tasks')).toEqual(expectedRecords(server, 'tasks'))
  })
})

function addSome({ world }: Clockify): void {
  for (const number of [1, 2, 3, 4, 5]) {
    const project = world.addProject({ name: `project ${number}` })
    world.addTask({ projectId: project.id })
    world.addTask({ projectId: project.id, status: 'DONE' })
    world.addTag({ name: `tag ${number}`, archived: number === 3 })
    world.addClient({ name: `client ${number}` })
    world.addGroup({ name: `group ${number}` })
    world.addUser()
  }
  const [first] = world.workspace().of('projects').all()
  for (const name of ['a', 'b', 'c']) world.addTask({ projectId: first?.id ?? '', name })
}
