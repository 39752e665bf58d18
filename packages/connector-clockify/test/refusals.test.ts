import { memoryDestination } from '@millrace/core'
import { startClockify } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { expectedRecords } from './support/expected-records.ts'
import { loadClockify } from './support/load-clockify.ts'
import { storedRecords } from './support/stored-records.ts'

describe('a feature that the plan lacks', () => {
  test('is skipped with a warning, and what stands stays', async () => {
    await using server = await startClockify()
    const destination = memoryDestination()
    await loadClockify(server, { streams: ['custom_fields'], destination })
    const before = storedRecords(destination, 'custom_fields')
    server.world.setPlan(server.world.workspace().id, 'STANDARD')
    const { result } = await loadClockify(server, { streams: ['custom_fields'], destination })
    expect(result.warnings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/skipped: the plan of workspace \w+ does not have CUSTOM_FIELDS/),
    )
    expect(storedRecords(destination, 'custom_fields')).toEqual(before)
    expect(server.requests.count({ path: '/custom-fields', status: 403 })).toBe(0)
  })

  test('of one workspace does not hinder another', async () => {
    await using server = await startClockify()
    const destination = memoryDestination()
    await loadClockify(server, { streams: ['custom_fields'], destination })
    server.world.delete('customFields', server.truth.customFields()[0]?.id ?? '')
    const { result } = await loadClockify(server, { streams: ['custom_fields'], destination })
    expect(result.warnings).toEqual([])
    expect(storedRecords(destination, 'custom_fields')).toEqual(expectedRecords(server, 'custom_fields'))
  })

  test('is skipped also where only the refusal says so', async () => {
    await using server = await startClockify()
    server.faults.always(
      { type: 'status', status: 403, body: { message: 'Access Denied', code: 501 } },
      { path: '/custom-fields' },
    )
    const { result } = await loadClockify(server, { streams: ['custom_fields'] })
    expect(result.warnings).toContainEqual(expect.objectContaining({ code: 'partition_skipped' }))
  })
})

describe('a user who is no administrator', () => {
  test('loads no users, and is told which role it takes', async () => {
    await using server = await startClockify()
    const { result } = await loadClockify(server, { streams: ['users'], settings: { apiKey: server.keys.member } })
    expect(result.streams['users']?.read).toBe(0)
    expect(result.warnings).toContainEqual(
      expect.objectContaining({
        code: 'partition_skipped',
        message: expect.stringMatching(/WORKSPACE_OWN or WORKSPACE_ADMIN/),
      }),
    )
  })

  test('loses no projects that others see', async () => {
    await using server = await startClockify()
    const hidden = server.world.addProject({ name: 'hidden', public: false })
    const destination = memoryDestination()
    const streams = ['projects', 'tasks'] as const
    await loadClockify(server, { streams, destination })
    const { result } = await loadClockify(server, { streams, destination, settings: { apiKey: server.keys.member } })
    expect(Object.keys(storedRecords(destination, 'projects'))).toContain(hidden.id)
    expect(result.warnings).toContainEqual(
      expect.objectContaining({
        code: 'partition_skipped',
        stream: 'projects',
        message: expect.stringMatching(/others may have more/),
      }),
    )
    expect(result.streams['projects']).toMatchObject({ deleted: 0 })
  })
})

test('users of workspaces that can be read come, and nobody is deleted for those that cannot', async () => {
  await using server = await startClockify()
  const [studio, other] = server.world.workspaces()
  if (studio === undefined || other === undefined) throw new Error('two workspaces are needed')
  server.world.addUser({ email: 'only@there.example' }, other.id)
  const destination = memoryDestination()
  await loadClockify(server, { streams: ['users'], destination })
  server.world.addUser({ email: 'new@here.example' }, studio.id)
  server.faults.always(
    { type: 'status', status: 403, body: { message: 'Access Denied', code: 501 } },
    { path: `${other.id}/users` },
  )
  const { result } = await loadClockify(server, { streams: ['users'], destination })
  const emails = destination.table('users').map(({ email }) => email)
  expect(emails).toEqual(expect.arrayContaining(['only@there.example', 'new@here.example']))
  expect(result.warnings.map(({ code }) => code)).toContain('partition_skipped')
})

test('users are not deleted when the list of one workspace breaks off', async () => {
  await using server = await startClockify()
  const destination = memoryDestination()
  await loadClockify(server, { streams: ['users'], destination })
  const before = storedRecords(destination, 'users')
  const [studio, other] = server.world.workspaces()
  server.world.removeUser(server.truth.users(studio?.id)[1]?.id ?? '', studio?.id)
  server.faults.always(
    { type: 'status', status: 400, body: { message: 'no', code: 501 } },
    { path: `${other?.id}/users` },
  )
  await expect(loadClockify(server, { streams: ['users'], destination })).rejects.toThrow(/answered 400/)
  expect(storedRecords(destination, 'users')).toEqual(before)
})

test('an add-on reads the workspace that it is installed in', async () => {
  await using server = await startClockify()
  const { id } = server.world.workspace()
  const settings = { addonToken: server.keys.addonToken, workspaces: [id] }
  const { destination } = await loadClockify(server, { streams: ['workspaces', 'tags'], settings })
  expect(destination.table('workspaces').map((workspace) => workspace['id'])).toEqual([id])
  expect(destination.table('tags')).toHaveLength(server.truth.tags(id).length)
})

test('a key that is refused in mid-run says what to do', async () => {
  await using server = await startClockify()
  server.faults.always(
    { type: 'status', status: 401, body: { message: 'Api key does not exist', code: 4003 } },
    { path: '/tags' },
  )
  await expect(loadClockify(server, { streams: ['tags'] })).rejects.toThrow(/Clockify does not know the key/)
})

describe('when the requests of an hour are used up', () => {
  test('by the settings, the run is paused and says when to go on', async () => {
    await using server = await startClockify()
    const { result } = await loadClockify(server, { streams: ['tags'], settings: { requestsPerHour: 2 } })
    expect(result.status).toBe('paused')
    expect(result.resumeAt?.getTime()).toBeGreaterThan(Date.now() + 3_000_000)
    expect(server.requests.count()).toBe(2)
  })

  test('by Clockify, the run is paused until it says', async () => {
    await using server = await startClockify()
    server.faults.hourlyQuota(2, { retryAfter: 1_800 })
    const { result } = await loadClockify(server, { streams: ['tags'] })
    expect(result.status).toBe('paused')
    expect(result.resumeAt?.getTime()).toBeGreaterThan(Date.now() + 1_700_000)
  })
})
