import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest'
import { startChild } from '../../../destination-postgres/test/support/start-child.ts'
import type { Child } from '../../../destination-postgres/test/support/start-child.ts'
import { pgliteStore } from '../../src/store/postgres-store/pglite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { keep } from '../../src/store/testing/store-under-test.ts'

type Line =
  | { readonly type: 'opened'; readonly id: string }
  | { readonly type: 'kept'; readonly id: number }
  | { readonly type: 'failed'; readonly code: string; readonly message: string }

const program = new URL('../children/pglite-child.ts', import.meta.url)

/** Postgres is made in it once; each test goes on in it. */
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-store-'))
})

afterAll(() => rm(folder, { recursive: true, force: true }))

async function openIn(path: string): Promise<Store> {
  const store = pgliteStore({ folder: path })
  onTestFinished(() => store[Symbol.asyncDispose]())
  await store.open()
  return store
}

function start(path: string, work = ''): Child<Line> {
  return startChild<Line>(program, path, work)
}

test('a process that is killed while it makes the folder leaves one that can be opened', async () => {
  const child = start(folder)
  await expect.poll(() => existsSync(join(folder, 'postgres.new', 'base')), { timeout: 60_000 }).toBe(true)
  child.signal('SIGKILL')
  await child.finish()
  const store = await openIn(folder)
  expect(await store.nextId('run')).toBe(1)
  expect(existsSync(join(folder, 'postgres.new'))).toBe(false)
}, 120_000)

test('what was kept is there when the folder is opened again, and the id is the same', async () => {
  const first = await openIn(folder)
  const id = await keep(first, 'kept')
  const storeId = first.id
  await first[Symbol.asyncDispose]()
  const again = await openIn(folder)
  expect(again.id).toBe(storeId)
  expect(await again.read('key', id)).toMatchObject({ value: 'kept' })
})

test('a second process is told who has the folder, and what to do; afterwards it gets in', async () => {
  const store = await openIn(folder)
  const refused = start(folder)
  expect(await refused.next()).toEqual({
    type: 'failed',
    code: 'store_folder_in_use',
    message: expect.stringMatching(
      `^folder .* is in use by process ${process.pid} on .*: pgliteStore serves one process at a time. End that process, choose another folder, or use postgresStore, which serves several$`,
    ) as unknown,
  })
  await refused.finish()
  await store[Symbol.asyncDispose]()
  const child = start(folder)
  expect(await child.next()).toMatchObject({ type: 'opened' })
  await expect(openIn(folder)).rejects.toMatchObject({
    code: 'store_folder_in_use',
    isRetryable: true,
    message: expect.stringContaining(`process ${child.pid} on `) as unknown,
  })
})

test('after kill -9 in the middle of writing all that was told is there, and the folder is free', async () => {
  const child = start(folder, 'write')
  const kept: number[] = []
  expect(await child.next()).toMatchObject({ type: 'opened' })
  while (kept.length < 50) {
    const line = await child.next()
    if (line.type === 'kept') kept.push(line.id)
  }
  child.signal('SIGKILL')
  await child.finish()
  const store = await openIn(folder)
  const found = await store.list('key', {})
  const ids = new Set(found.map(({ id }) => id))
  expect(kept.filter((id) => !ids.has(id))).toEqual([])
  expect(ids.has(await store.nextId('key'))).toBe(false)
})

test('handles of one process share the folder, until the last is disposed of', async () => {
  const [one, two] = await Promise.all([openIn(folder), openIn(`${folder}/../${folder.split('/').at(-1)}`)])
  expect(one.id).toBe(two.id)
  await one[Symbol.asyncDispose]()
  expect(await two.read('run', 1)).toBeUndefined()
  const closing = two[Symbol.asyncDispose]()
  const three = await openIn(folder)
  await closing
  expect(await three.read('run', 1)).toBeUndefined()
})

test('another copy of the package in the same process is kept out, too', async () => {
  await openIn(folder)
  vi.resetModules()
  const copy = await import('../../src/store/postgres-store/pglite-store.ts')
  expect(copy.pgliteStore).not.toBe(pgliteStore)
  await expect(copy.pgliteStore({ folder }).open()).rejects.toMatchObject({ code: 'store_folder_in_use' })
})

test('nothing is said of what is new in Node', async () => {
  const emitWarning: unknown = Reflect.get(process, 'emitWarning')
  await openIn(folder)
  expect(Reflect.get(process, 'emitWarning')).toBe(emitWarning)
  const child = spawn(process.execPath, ['--conditions=millrace-source', fileURLToPath(program), folder])
  child.stdin.end()
  expect(await text(child.stderr)).toBe('')
})

test('a path where no folder can be is refused with a reason', async () => {
  const file = join(folder, 'a file')
  await writeFile(file, '')
  for (const path of [file, join(file, 'below')]) {
    await expect(pgliteStore({ folder: path }).open()).rejects.toMatchObject({
      code: 'store_not_allowed',
      message: expect.stringContaining('cannot be made or written') as unknown,
    })
  }
  expect(() => pgliteStore({ folder: '' })).toThrow('must be the path of a folder')
  expect(() => pgliteStore({ schema: '' })).toThrow('must be a text of 1 to 63 bytes')
})
