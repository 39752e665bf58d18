import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { pgliteStore } from '../../src/store/postgres-store/pglite-store.ts'
import type { Store } from '../../src/store/store.ts'
import { storeSuite } from '../../src/store/testing/store-suite.ts'

let folder: string
let schemas = 0
let held: Store

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-store-'))
  // Postgres in the folder starts once for all tests.
  held = pgliteStore({ folder })
  await held.open()
})

afterAll(async () => {
  await held[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

storeSuite(async () => {
  schemas += 1
  const schema = `store ${schemas}`
  const another = async (): Promise<Store> => {
    const store = pgliteStore({ folder, schema })
    await store.open()
    return store
  }
  return { store: await another(), another }
})
