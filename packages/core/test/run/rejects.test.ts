import { expect, test } from 'vitest'
import { z } from 'zod'
import { arraySource, memoryDestination, RunError, runPipeline } from '../../src/index.ts'
import { scriptedSource } from '../support/scripted-source.ts'
import { withoutSystem } from '../support/without-system.ts'

const secret = 'canary-4711'

test('each step rejects its own, the neighbours load, and the steps add up', async () => {
  const destination = memoryDestination()
  const records = [
    { id: 1, age: 1 },
    'no object',
    { id: 2, age: secret },
    { id: null, age: 3 },
    { id: 4, age: 4, filterThrows: true },
    { id: 5, age: 5, isUnwanted: true },
    { id: 6, age: 6, transformThrows: true },
    { id: 7, age: 7, becomes: 8 },
    { id: 9, age: 9, bad: () => secret },
    { id: 10, age: 10 },
  ]
  const source = arraySource({ users: { primaryKey: 'id', schema: z.object({ age: z.number() }), records } })
  const { streams, steps, status } = await runPipeline({
    source,
    destination,
    streams: {
      users: {
        filter: (user) => {
          if (user['filterThrows'] === true) throw new Error(secret)
          return user['isUnwanted'] !== true
        },
        transform: (user) => {
          if (user['transformThrows'] === true) throw new TypeError(secret)
          return user['becomes'] === undefined ? user : { ...user, id: user['becomes'] }
        },
      },
    },
  })
  expect(status).toBe('succeeded')
  expect(steps).toEqual({
    receive: { passed: 9, failed: 1 },
    inputValidation: { passed: 7, failed: 2 },
    filter: { passed: 5, failed: 2 },
    transformation: { passed: 3, failed: 2 },
    outputValidation: { passed: 2, failed: 1 },
    finalize: { passed: 2, failed: 0 },
  })
  expect(streams.users).toMatchObject({ read: 10, filtered: 1, rejected: 7, inserted: 2 })
  expect(withoutSystem(destination.table('users'))).toEqual([
    { id: 1, age: 1 },
    { id: 10, age: 10 },
  ])
  const rejects = destination.rejects('array', 'users')
  const reasons = rejects.map(({ step, code, path }) => `${step} ${code} ${path}`.trim())
  expect(new Set(reasons)).toEqual(
    new Set([
      'filter filter_threw',
      'inputValidation null_key id',
      'inputValidation schema_mismatch age',
      'outputValidation unsupported_value bad',
      'receive not_an_object',
      'transformation protected_field_changed',
      'transformation transform_threw',
    ]),
  )
  expect(rejects.map(({ message }) => message).join()).not.toContain(secret)
  expect(rejects.find(({ code }) => code === 'filter_threw')).toMatchObject({
    hasKey: true,
    record: expect.stringContaining('"id":4'),
  })
})

test('a reject is tried again in the next run, and stored when its cause is mended', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    [{ records: [{ id: 1 }, { id: 2, at: new Date(0), big: 2n ** 70n }] }, { savepoint: 1 }],
    [],
  )
  let isBroken = true
  const run = () =>
    runPipeline({
      source,
      destination,
      streams: {
        users: {
          transform: (user) => {
            if (isBroken && user['id'] === 2) throw new Error('not yet')
            return user
          },
        },
      },
    })
  expect((await run()).streams.users).toMatchObject({ read: 2, inserted: 1, rejected: 1 })
  expect((await run()).streams.users).toMatchObject({ read: 0, retried: 1, rejected: 1 })
  expect(destination.rejects('scripted', 'users')).toMatchObject([{ retries: 1 }])
  isBroken = false
  expect((await run()).streams.users).toMatchObject({ retried: 1, rejected: 0, inserted: 1 })
  expect(destination.rejects('scripted', 'users')).toEqual([])
  expect(withoutSystem(destination.table('users'))).toEqual([
    { id: 1 },
    { id: 2, at: '1970-01-01T00:00:00Z', big: '1180591620717411303424' },
  ])
})

test('a retry never overwrites a newer row', async () => {
  const destination = memoryDestination()
  let isBroken = true
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'cursor', cursor: 'version' },
    [
      {
        records: [
          { id: 1, version: 7, name: 'good' },
          { id: 1, version: 3, name: 'bad' },
        ],
      },
    ],
    [],
  )
  const filter = (user: Readonly<Record<string, unknown>>): boolean => {
    if (isBroken && user['name'] === 'bad') throw new Error('not yet')
    return true
  }
  await runPipeline({ source, destination, streams: { users: { filter } } })
  isBroken = false
  const { streams } = await runPipeline({ source, destination, streams: { users: { filter } } })
  expect(streams.users).toMatchObject({ retried: 1, superseded: 1 })
  expect(destination.table('users')).toMatchObject([{ version: 7, name: 'good' }])
})

test('reading the key again, deleting it, or a full read without it settles a reject', async () => {
  const destination = memoryDestination()
  const bad = (id: number): object => ({ id, bad: Symbol('x') })
  const good = (id: number): object => ({ id })
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    [{ records: [bad(1), bad(2), bad(3), bad(4), good(5)] }, { savepoint: 1 }],
    [{ records: [good(1)] }, { deleted: [2] }, { savepoint: 2 }],
    [{ records: [good(1), bad(3), good(5)] }, { savepoint: 3 }],
  )
  const ids = (): readonly string[] => destination.rejects('scripted', 'users').map(({ id }) => id)
  await runPipeline({ source, destination })
  expect(ids()).toHaveLength(4)
  await runPipeline({ source, destination })
  expect(ids()).toHaveLength(2)
  await runPipeline({ source, destination, streams: { users: { mode: 'full' } } })
  expect(ids()).toHaveLength(1)
  expect(ids()[0]).toContain('3')
})

test('rejects of a full refresh survive the run that broke off', async () => {
  const destination = memoryDestination()
  let isBroken = true
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', partitions: () => ['a', 'b'] },
    function* ({ partition }) {
      yield { records: [{ id: `${partition}1` }, { id: `${partition}2`, bad: Symbol('x') }] }
      if (partition === 'b' && isBroken) throw new Error('broken line')
    },
  )
  await expect(runPipeline({ source, destination })).rejects.toThrow('broken line')
  isBroken = false
  const { streams } = await runPipeline({ source, destination })
  expect(streams.users).toMatchObject({ carried: 1, read: 2, rejected: 1, inserted: 2 })
  expect(destination.rejects('scripted', 'users')).toHaveLength(2)
})

test('more rejects than allowed fail the run, which says why and how many', async () => {
  const destination = memoryDestination()
  const records = Array.from({ length: 10 }, (_, id) => ({ id, bad: Symbol('x') }))
  const error: unknown = await runPipeline({
    source: arraySource({ users: { primaryKey: 'id', records } }),
    destination,
    rejectLimit: 4,
  }).catch((thrown: unknown) => thrown)
  expect(error).toSatisfy(RunError.isInstance)
  expect(error).toMatchObject({ cause: { code: 'reject_limit' } })
  expect((error as Error).message).toMatch(/more than 4 records.*rejectLimit.*unsupported_value at bad/s)
})

test('what is kept of a reject has no excluded fields, and nothing that is too large', async () => {
  const destination = memoryDestination()
  const records = [
    { id: 1, password: secret, bad: Symbol('x') },
    { id: 2, text: 'x'.repeat(300_000), nested: { deep: { value: Number.NaN } }, count: 1 },
    { id: 3, count: 'x' },
  ]
  const source = arraySource({ users: { primaryKey: 'id', columns: { id: 'integer', count: 'integer' }, records } })
  await runPipeline({
    source,
    destination,
    streams: {
      users: {
        fields: { exclude: ['password', 'bad'] },
        filter: (user) => {
          if (user['id'] !== 3) throw new Error('x')
          return true
        },
      },
    },
  })
  const rejects = destination.rejects('array', 'users')
  expect(rejects.map(({ record }) => record)).toEqual(['{"id":1}', null])
  expect(rejects.map(({ digest }) => digest?.length)).toEqual([64, 64])
  expect(JSON.stringify(rejects)).not.toContain(secret)
})

test('a reject that lacks its excluded fields is not judged by a filter that looks at them', async () => {
  const destination = memoryDestination()
  const { source } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    [{ records: [{ id: 1, status: 'ok', size: 1 }] }, { savepoint: 1 }],
    [{ records: [{ id: 1, status: 'ok', size: Symbol('x') }] }, { savepoint: 2 }],
    [],
  )
  const users = {
    fields: { exclude: ['status'] },
    filter: (user: Readonly<Record<string, unknown>>): boolean => user['status'] === 'ok',
    transform: (user: Readonly<Record<string, unknown>>) => {
      if (isBroken && user['size'] === 2) throw new Error('not yet')
      return user
    },
  }
  let isBroken = true
  const { source: later } = scriptedSource(
    'users',
    { primaryKey: 'id', incremental: 'savepoint' },
    [{ records: [{ id: 1, status: 'ok', size: 2 }] }, { savepoint: 3 }],
    [],
  )
  await runPipeline({ source, destination, streams: { users } })
  await runPipeline({ source: later, destination, streams: { users } })
  isBroken = false
  const { streams } = await runPipeline({ source: later, destination, streams: { users } })
  expect(streams.users).toMatchObject({ retried: 1, filtered: 0, updated: 1, deletedByFilter: 0 })
  expect(destination.table('users')).toMatchObject([{ id: 1, size: 2 }])
})

test('the rejects of one commit keep so much in memory and no more', async () => {
  const destination = memoryDestination()
  const text = 'x'.repeat(200_000)
  const { source } = scriptedSource('users', { primaryKey: 'id' }, function* () {
    for (let id = 0; id < 200; id += 1) yield { records: [{ id, text }] }
  })
  const filter = (): boolean => {
    throw new Error('refused')
  }
  await runPipeline({ source, destination, streams: { users: { filter } } })
  const rejects = destination.rejects('scripted', 'users')
  const kept = rejects.reduce((sum, { record }) => sum + (record?.length ?? 0), 0)
  expect(rejects).toHaveLength(200)
  expect(rejects.every(({ digest }) => digest !== null)).toBe(true)
  expect(kept).toBeGreaterThan(8_000_000)
  expect(kept).toBeLessThan(17_000_000)
})
