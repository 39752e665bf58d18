import { arraySource, checkPipeline, planPipeline } from '@millrace/core'
import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import type { DuckDBDestination } from '../src/index.ts'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { makeFolder } from './support/make-folder.ts'
import { sqlInFile } from './support/open-database.ts'

const source = arraySource({ users: { primaryKey: 'id', records: [{ id: 1 }] } })
const context = { signal: new AbortController().signal } as never

const calls: Readonly<Record<string, (destination: DuckDBDestination) => Promise<unknown>>> = {
  run: (destination) => load(destination, [{ id: 2 }]),
  plan: (destination) => planPipeline({ source, destination, name: 'array' }),
  check: (destination) => destination.check(context),
  describe: (destination) => destination.describe(),
  exportParquet: (destination) => destination.exportParquet(makeFolder()),
  runs: (destination) => destination.runs(),
  savepoints: (destination) => destination.savepoints('array', 'users'),
  rejects: (destination) => destination.rejects('array', 'users'),
}

async function openNewer(): Promise<string> {
  const path = `${makeFolder()}/shop.duckdb`
  await load(duckdb({ path }), [{ id: 1 }])
  await sqlInFile(path, 'UPDATE _millrace.meta SET format = 99; ALTER TABLE _millrace.runs RENAME TO flows')
  return path
}

test.each(Object.keys(calls))('%s refuses what a newer version wrote, and leaves it alone', async (name) => {
  const path = await openNewer()
  const error = await caught(async () => calls[name]?.(duckdb({ path })))
  expect(error).toMatchObject({
    code: 'duckdb_newer_format',
    isRetryable: false,
    message:
      'schema _millrace was written by a newer version of @millrace/destination-duckdb (format 99, this one knows 1): update the package',
  })
  expect(await sqlInFile(path, 'SELECT id::INT FROM users')).toEqual([[1]])
})

test('a check of the pipeline says the same', async () => {
  const path = await openNewer()
  const checked = await checkPipeline({ source, destination: duckdb({ path }) })
  expect(checked).toMatchObject({ isOk: false, destination: { code: 'duckdb_newer_format' } })
})

test('the rows can still be read', async () => {
  const path = await openNewer()
  expect(await duckdb({ path }).query('SELECT id FROM users')).toEqual([{ id: 1 }])
})
