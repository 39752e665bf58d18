import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { createDatabase } from '../test-database.ts'
import type { ServerFacts } from './keeper-lines.ts'
import { startServer } from './start-server.ts'

const timeout = 60_000

test('a program that is killed leaves neither a server nor its files', { timeout }, async () => {
  const program = fileURLToPath(new URL('start-server-child.ts', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { processId, folder } = JSON.parse(line) as ServerFacts
  expect(isRunning(processId)).toBe(true)
  child.kill('SIGKILL')
  await expect.poll(() => isRunning(processId) || existsSync(folder), { timeout: 20_000 }).toBe(false)
})

test('a server can be stopped and started, with what was committed', { timeout }, async () => {
  await using server = await startServer()
  const database = await createDatabase(server.connectionString)
  await database.sql('create table kept (id int); create unlogged table emptied (id int)')
  await database.sql('insert into kept values (1); insert into emptied values (1)')
  for (const [mode, left] of [
    ['fast', 1],
    ['crash', 0],
  ] as const) {
    await server.stop(mode)
    await expect(new pg.Client(server.connectionString).connect()).rejects.toThrow('ECONNREFUSED')
    await server.start()
    expect(await database.sql('select (select count(*) from kept), (select count(*) from emptied)')).toEqual([
      [1, left],
    ])
  }
  await database.drop()
})

test('a database of a test begins with settings that nothing may rely on', async () => {
  const database = await createDatabase()
  onTestFinished(database.drop)
  const client = new pg.Client(database.connectionString)
  await client.connect()
  const { rows } = await client.query(
    `select current_setting('TimeZone') as zone, current_setting('search_path') as path, 'a' < 'B' as "isHuman"`,
  )
  await client.end()
  expect(rows).toEqual([{ zone: 'Asia/Kathmandu', path: 'nowhere', isHuman: true }])
  expect(await database.sql('show timezone')).toEqual([['UTC']])
})

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch {
    return false
  }
}
