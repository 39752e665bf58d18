import { PipelineBusyError, defineSource, runPipeline } from '@millrace/core'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import type { DuckDBDestination } from '../src/index.ts'
import { caught } from './support/caught.ts'
import { makeFolder } from './support/make-folder.ts'
import { openDatabase, sqlInFile } from './support/open-database.ts'
import { startChild } from './support/start-child.ts'

const program = new URL('children/run-child.ts', import.meta.url)
const timeout = 60_000

function run(destination: DuckDBDestination, read?: () => AsyncIterable<{ readonly records: readonly object[] }>) {
  const records = async function* () {
    yield { records: [{ id: 1 }, { id: 2 }, { id: 3 }] }
  }
  const source = defineSource({ name: 'slow', streams: { users: { primaryKey: 'id', read: read ?? records } } })
  return runPipeline({ source, destination, maxAttempts: 1 })
}

test('a run that was killed does not block the next one, and its record says what happened', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const child = startChild(program, { args: [path] })
  expect(await child.nextLine()).toBe('reading')
  await child.kill()
  const destination = duckdb({ path })
  const result = await run(destination)
  expect(result).toMatchObject({ status: 'succeeded', streams: { users: { inserted: 3 } } })
  expect(result.warnings.map(({ code }) => code)).toContain('run_died')
  const [, died] = await destination.runs()
  expect(died).toMatchObject({ status: 'failed', number: 1 })
  expect(died?.error).toMatch(/^the process that ran it went silent; its lease ended at \d{4}-\d\d-\d\dT[\d:.]+Z$/)
  expect(Date.parse(died?.endedAt ?? '')).toBeLessThanOrEqual(Date.now() + 1000)
})

test('between the death of a run and the next one nobody is said to be busy', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const child = startChild(program, { args: [path] })
  await child.nextLine()
  await child.kill()
  const { signal } = new AbortController()
  const state = await duckdb({ path }).inspect({ pipeline: 'slow', maxRuns: 1, signal } as never)
  expect(state).toMatchObject({ isBusy: false, runs: [{ status: 'running' }] })
})

test('a process with the same number as the dead one is another process', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const child = startChild(program, { args: [path] })
  await child.nextLine()
  await child.kill()
  await sqlInFile(path, `UPDATE _millrace.leases SET holder = '${process.pid}@' || split_part(holder, '@', 2)`)
  await expect(run(duckdb({ path }))).resolves.toMatchObject({ status: 'succeeded' })
})

test('a live run in the same process does block, and says until when', async () => {
  const path = `${makeFolder()}/shop.duckdb`
  const destination = duckdb({ path })
  const refused: unknown[] = []
  await run(destination, async function* () {
    yield { records: [{ id: 1 }] }
    refused.push(await caught(() => run(destination)), await caught(() => run(duckdb({ path }))))
  })
  expect(refused).toHaveLength(2)
  for (const error of refused) {
    expect(PipelineBusyError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ code: 'pipeline_busy', isRetryable: true })
    expect(String(error)).toMatch(
      /pipeline slow is held by run \S+, at least until \d{4}-.*: wait for its end or cancel it/,
    )
  }
  await expect(run(destination)).resolves.toMatchObject({ status: 'succeeded' })
})

test('so does one in a database in memory', async () => {
  const { destination, instance } = await openDatabase()
  const refused: unknown[] = []
  await run(destination, async function* () {
    yield { records: [{ id: 1 }] }
    refused.push(await caught(() => run(duckdb({ instance }))))
  })
  expect(refused).toMatchObject([{ code: 'pipeline_busy' }])
})

test('what the dead run had staged is gone, and what it had committed is not', { timeout }, async () => {
  const path = `${makeFolder()}/shop.duckdb`
  await run(duckdb({ path }))
  const child = startChild(program, { args: [path] })
  await child.nextLine()
  await child.kill()
  expect(await sqlInFile(path, 'SELECT id::INT FROM users ORDER BY id')).toEqual([[1], [2], [3]])
  await run(duckdb({ path }))
  const staging = `SELECT count(*) FROM duckdb_tables() WHERE regexp_matches(table_name, '^((_mr_)?generation_\\d|staged)')`
  expect(await sqlInFile(path, staging)).toEqual([['0']])
})
