import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { DuckDBInstance } from '@duckdb/node-api'
import {
  DestinationBusyError,
  PipelineBusyError,
  checkPipeline,
  arraySource,
  defineSource,
  runPipeline,
} from '@millrace/core'
import { expect, onTestFinished, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { makeFolder } from './support/make-folder.ts'
import { sqlInFile } from './support/open-database.ts'
import { startChild } from './support/start-child.ts'

const holder = new URL('children/hold-file-child.ts', import.meta.url)
const timeout = 60_000

/** Whether a second process can open a file. */
async function isFree(path: string): Promise<boolean> {
  const child = startChild(holder, { args: [path] })
  const line = await child.nextLine()
  await child.finish()
  return line === 'held'
}

test('a file that another process holds is named, with that process, until it lets go', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const child = startChild(holder, { args: [path] })
  await child.nextLine()
  const destination = duckdb({ path })
  const calls = [
    () => load(destination, [{ id: 1 }]),
    () => destination.describe(),
    () => destination.query('SELECT 1'),
  ]
  for (const call of calls) {
    const error = await caught(call)
    expect(DestinationBusyError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ code: 'destination_busy', isRetryable: true })
    expect(error.message).toContain(path)
    expect(error.message).toContain(`process ${child.pid}`)
    expect(error.message).not.toMatch(/IO Error|\n/)
  }
  const checked = await checkPipeline({ source: arraySource({ users: [] }), destination })
  expect(checked.destination).toMatchObject({ code: 'destination_busy' })
  await child.finish()
  await load(destination, [{ id: 1 }])
})

test('a process that was killed holds nothing any more', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const child = startChild(holder, { args: [path] })
  await child.nextLine()
  await child.kill()
  await expect(load(duckdb({ path }), [{ id: 1 }])).resolves.toMatchObject({ status: 'succeeded' })
})

test('the file is free as soon as nothing uses it, while this process lives on', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const destination = duckdb({ path })
  await load(destination, [{ id: 1 }])
  expect(await isFree(path)).toBe(true)
  await destination.describe()
  await destination.query('SELECT id FROM users')
  expect(await isFree(path)).toBe(true)
  await caught(() => destination.query('SELECT nothing FROM nowhere'))
  expect(await isFree(path)).toBe(true)
})

test('a run that failed lets go of the file, too', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const source = defineSource({
    name: 'broken',
    streams: {
      users: {
        primaryKey: 'id',
        async *read() {
          yield { records: [{ id: 1 }] }
          throw new Error('the source broke')
        },
      },
    },
  })
  await expect(runPipeline({ source, destination: duckdb({ path }), maxAttempts: 1 })).rejects.toThrow(
    'the source broke',
  )
  expect(await isFree(path)).toBe(true)
})

test('two pipelines load into one file at once, by destinations of their own', async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const records = Array.from({ length: 3000 }, (_, id) => ({ id, tags: ['a', 'b'] }))
  const options = (name: string): object => ({ users: { tables: { '': name, tags: `${name}_tags` } }, run: { name } })
  await Promise.all(['one', 'two', 'three'].map((name) => load(duckdb({ path }), records, options(name))))
  const counts = `SELECT (SELECT count(*) FROM one), (SELECT count(*) FROM two), (SELECT count(*) FROM three_tags)`
  expect(await sqlInFile(path, counts)).toEqual([['3000', '3000', '6000']])
})

test('one pipeline does not, whichever destination it is given', async () => {
  const path = `${makeFolder()}/shop.duckdb`
  let isReading = (): void => undefined
  let goOn = (): void => undefined
  const reading = new Promise<void>((resolve) => (isReading = resolve))
  const released = new Promise<void>((resolve) => (goOn = resolve))
  const source = defineSource({
    name: 'array',
    streams: {
      users: {
        primaryKey: 'id',
        async *read() {
          yield { records: [{ id: 1 }] }
          isReading()
          await released
        },
      },
    },
  })
  const first = runPipeline({ source, destination: duckdb({ path }) })
  await reading
  const error = await caught(() => load(duckdb({ path }), [{ id: 1 }]))
  expect(PipelineBusyError.isInstance(error)).toBe(true)
  goOn()
  await expect(first).resolves.toMatchObject({ status: 'succeeded' })
})

test('an app may have the file open by itself in the same process', async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const instance = await DuckDBInstance.fromCache(path, { memory_limit: '512MB' })
  onTestFinished(() => instance.closeSync())
  await load(duckdb({ path }), [{ id: 1 }])
  const connection = await instance.connect()
  expect((await connection.runAndReadAll('SELECT id FROM users')).getRows()).toEqual([[1n]])
  const error = await caught(() => load(duckdb({ path, memoryLimit: '2GB' }), [{ id: 1 }]))
  expect(error).toMatchObject({ code: 'duckdb_other_settings', isRetryable: false })
  await load(duckdb({ path }), [{ id: 1 }, { id: 2 }])
})

// DuckDB's lock is one of processes, and its cache of instances one of threads. Before version 24 Node has no locks.
const hasLocks = 'locks' in globalThis.navigator
test.runIf(hasLocks)('another thread of this process does not get the file', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const loadInThread = (): Worker =>
    new Worker(new URL('children/load-thread.ts', import.meta.url), {
      argv: [path],
      execArgv: ['--conditions=millrace-source'],
    })
  const errors: unknown[] = []
  const source = defineSource({
    name: 'array',
    streams: {
      users: {
        primaryKey: 'id',
        async *read() {
          yield { records: [{ id: 1 }] }
          errors.push(...(await once(loadInThread(), 'error')))
        },
      },
    },
  })
  await runPipeline({ source, destination: duckdb({ path }) })
  expect(errors).toMatchObject([{ code: 'destination_busy', message: expect.stringContaining('another thread') }])
  expect(await once(loadInThread(), 'exit')).toEqual([0])
  expect(await sqlInFile(path, 'SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM orders)')).toEqual([
    ['1', '1'],
  ])
})
