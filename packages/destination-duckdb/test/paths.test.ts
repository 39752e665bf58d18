import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { arraySource, checkPipeline } from '@millrace/core'
import { expect, test } from 'vitest'
import { Database } from '../src/database/database.ts'
import { duckdb } from '../src/index.ts'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { makeFolder } from './support/make-folder.ts'
import { sqlInFile } from './support/open-database.ts'
import { startChild } from './support/start-child.ts'

/** What a run and a check say of a path: the same, without a word of DuckDB's own. */
async function refusalOf(path: string): Promise<{ readonly code: string; readonly message: string }> {
  const source = arraySource({ users: [{ id: 1 }] })
  const { destination: checked } = await checkPipeline({ source, destination: duckdb({ path }) })
  const { code, message, isRetryable } = await caught(() => load(duckdb({ path }), [{ id: 1 }]))
  expect(checked).toMatchObject({ code })
  expect(isRetryable).toBe(false)
  expect(message).not.toMatch(/IO Error|\n/)
  return { code, message }
}

test('a path that is a folder', async () => {
  const folder = makeFolder()
  expect(await refusalOf(folder)).toEqual({
    code: 'duckdb_no_folder',
    message: `the DuckDB file ${folder} cannot be opened: its folder does not exist, or the path is that of a folder`,
  })
})

test('a path in a folder that does not exist', async () => {
  const { code, message } = await refusalOf(`${makeFolder()}/missing/shop.duckdb`)
  expect(code).toBe('duckdb_no_folder')
  expect(message).toContain('/missing/shop.duckdb')
})

test('a path below something that is a file', async () => {
  const folder = makeFolder()
  writeFileSync(`${folder}/notes.txt`, 'a note')
  expect((await refusalOf(`${folder}/notes.txt/shop.duckdb`)).code).toBe('duckdb_no_folder')
})

test.each([
  ['another kind of file', 'name,amount\n'.repeat(1000)],
  ['a short file', 'x'],
  ['an empty file', ''],
])('%s', async (_title, content) => {
  const path = `${makeFolder()}/export.csv`
  writeFileSync(path, content)
  expect(await refusalOf(path)).toEqual({
    code: 'duckdb_not_a_database',
    message: `the DuckDB file ${path} is another kind of file: name another path`,
  })
})

test('a file that may only be read', { timeout: 60_000 }, async () => {
  const folder = makeFolder()
  const path = `${folder}/shop.duckdb`
  await load(duckdb({ path }), [{ id: 1 }])
  chmodSync(folder, 0o755)
  chmodSync(path, 0o444)
  const child = startChild(new URL('children/unprivileged-child.ts', import.meta.url), {
    args: [path],
    isUnprivileged: true,
  })
  const checked: unknown = JSON.parse(await child.nextLine())
  const ran: unknown = JSON.parse(await child.nextLine())
  for (const error of [checked, ran]) {
    const message: unknown = expect.stringContaining(path)
    expect(error).toMatchObject({ code: 'duckdb_not_writable', isRetryable: false, message })
  }
})

test('a folder in which no file may be made', { timeout: 60_000 }, async () => {
  const folder = makeFolder()
  mkdirSync(`${folder}/closed`)
  chmodSync(folder, 0o755)
  chmodSync(`${folder}/closed`, 0o555)
  const child = startChild(new URL('children/unprivileged-child.ts', import.meta.url), {
    args: [`${folder}/closed/shop.duckdb`],
    isUnprivileged: true,
  })
  const checked: unknown = JSON.parse(await child.nextLine())
  const ran: unknown = JSON.parse(await child.nextLine())
  expect([checked, ran]).toMatchObject([{ code: 'duckdb_not_writable' }, { code: 'duckdb_not_writable' }])
})

test('a check does not make the file', async () => {
  const folder = makeFolder()
  const destination = duckdb({ path: `${folder}/shop.duckdb` })
  const checked = await checkPipeline({ source: arraySource({ users: [] }), destination })
  expect(checked).toMatchObject({ isOk: true })
  expect(readdirSync(folder)).toEqual([])
})

test('nor does looking at what stands there', async () => {
  const folder = makeFolder()
  const destination = duckdb({ path: `${folder}/shop.duckdb` })
  expect(await destination.describe()).toEqual([])
  expect(await destination.runs()).toEqual([])
  expect(await caught(() => destination.query('SELECT 1'))).toMatchObject({ code: 'duckdb_no_file' })
  expect(readdirSync(folder)).toEqual([])
})

test('a file is the same one however it is reached', async () => {
  const folder = makeFolder()
  mkdirSync(`${folder}/data`)
  symlinkSync(`${folder}/data`, `${folder}/link`)
  const loads = [`${folder}/data/shop.duckdb`, `${folder}/link/shop.duckdb`, `${folder}/link/../data/./shop.duckdb`]
  await Promise.all(
    loads.map((path, index) =>
      load(duckdb({ path }), [{ id: index }], {
        users: { tables: { '': `users_${index}` } },
        run: { name: `p${index}` },
      }),
    ),
  )
  const tables = await sqlInFile(
    `${folder}/data/shop.duckdb`,
    `SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main' ORDER BY ALL`,
  )
  expect(tables).toEqual([['users_0'], ['users_1'], ['users_2']])
})

test('names with blanks, quotes and letters of all kinds', async () => {
  const path = `${makeFolder()}/it's "mine" %20 日本é.duckdb`
  await load(duckdb({ path }), [{ id: 1 }])
  expect(await sqlInFile(path, 'SELECT count(*) FROM users')).toEqual([['1']])
})

test.each(['md:shop', 'motherduck:shop'])('%s is no file, but what DuckDB attaches under that name', (path) => {
  const database = new Database({ path, instance: undefined, settings: {} })
  expect(database.file).toBeUndefined()
  expect(database.title).toBe(`the DuckDB database ${path}`)
})

test('without the extension of MotherDuck the error says so, and is worth another try', async () => {
  // Nothing is downloaded.
  const settings = { autoinstall_known_extensions: 'false', extension_directory: makeFolder() }
  await using destination = duckdb({ path: 'md:shop', settings })
  const error = await caught(() => destination.query('SELECT 1'))
  expect(error.message).toContain('the DuckDB database md:shop needs')
  expect(error.code).toBe('duckdb_no_extension')
})
