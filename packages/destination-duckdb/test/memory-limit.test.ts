import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { makeFolder } from './support/make-folder.ts'
import { sqlInFile } from './support/open-database.ts'
import { startChild } from './support/start-child.ts'

const program = new URL('children/large-load-child.ts', import.meta.url)

test('more than DuckDB may keep in memory is loaded by way of files', { timeout: 180_000 }, async () => {
  const path = `${makeFolder()}/large.duckdb`
  const rowCount = 300_000
  const child = startChild(program, {
    args: [path, '60MB', String(rowCount)],
    execArgv: ['--max-old-space-size=256'],
  })
  const { status, peakInMegabytes } = JSON.parse(await child.nextLine()) as { status: string; peakInMegabytes: number }
  expect(status).toBe('succeeded')
  const sizeInMegabytes = statSync(path).size / 2 ** 20
  expect(sizeInMegabytes).toBeGreaterThan(60)
  expect(peakInMegabytes).toBeLessThan(500)
  expect(await sqlInFile(path, 'SELECT count(*), count(DISTINCT text) FROM users')).toEqual([
    [String(rowCount), String(rowCount)],
  ])
})
