import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { openRole } from '../../../destination-postgres/test/support/open-role.ts'
import { createDatabase } from '../../../destination-postgres/test/support/test-database.ts'
import { postgresStore } from '../../src/store/postgres-store/postgres-store.ts'
import type { PostgresStoreOptions } from '../../src/store/postgres-store/postgres-store.ts'
import type { Store } from '../../src/store/store.ts'
import { keep } from '../../src/store/testing/store-under-test.ts'
import { openPostgres } from '../support/open-postgres.ts'
import { fileDatabase, nextSchema } from '../support/open-schema.ts'

async function storeIn(options: Partial<PostgresStoreOptions>): Promise<Store> {
  const { connectionString } = await fileDatabase()
  const store = postgresStore({ connectionString, ...options })
  onTestFinished(() => store[Symbol.asyncDispose]())
  return store
}

test('many may open a new store at once, and open the same', async () => {
  const schema = nextSchema()
  const stores = await Promise.all(Array.from({ length: 8 }, () => storeIn({ schema })))
  await Promise.all(stores.map((store) => store.open()))
  expect(new Set(stores.map(({ id }) => id)).size).toBe(1)
  const { sql } = await fileDatabase()
  expect(await sql(`select number, name from "${schema}".migrations`)).toEqual([[1, 'first tables']])
})

test('the id is made once and kept, and another schema is another store', async () => {
  const schema = nextSchema()
  const first = await storeIn({ schema })
  await first.open()
  const { id } = first
  await first[Symbol.asyncDispose]()
  const [again, other] = [await storeIn({ schema }), await storeIn({ schema: nextSchema() })]
  await Promise.all([again.open(), other.open()])
  expect(again.id).toBe(id)
  expect(other.id).not.toBe(id)
})

test('a schema that a newer version has written is refused, and left as it is', async () => {
  const { schema, store } = await openPostgres()
  const id = await keep(store, 'kept')
  const { sql } = await fileDatabase()
  await sql(`insert into "${schema}".migrations (number, name) values (2, 'of tomorrow')`)
  await expect((await storeIn({ schema })).open()).rejects.toMatchObject({
    code: 'store_newer_format',
    isRetryable: false,
    message: `schema ${schema} was written by a newer version of @millrace/manager (format 2, this one knows 1): update the package in this process`,
  })
  expect(await sql(`select id, value from "${schema}".records`)).toEqual([[id, 'kept']])
})

test('before it is opened, and after it was disposed of, it says so', async () => {
  const store = await storeIn({ schema: nextSchema() })
  const notOpen = { code: 'store_not_open', isRetryable: false }
  expect(() => store.id).toThrow('is not open')
  await expect(store.now()).rejects.toMatchObject(notOpen)
  await expect(store.read('key', 1)).rejects.toMatchObject(notOpen)
  await store.open()
  await store[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
  await expect(store.apply([])).rejects.toMatchObject(notOpen)
})

test('one that could not be opened can be opened later', async () => {
  const { connectionString } = await fileDatabase()
  const pool = new pg.Pool({ connectionString, max: 2 })
  onTestFinished(() => pool.end())
  let isDown = true
  const down = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const store = postgresStore({
    schema: nextSchema(),
    pool: { connect: () => (isDown ? Promise.reject(down) : pool.connect()) },
  })
  await expect(store.open()).rejects.toMatchObject({ code: 'store_unreachable', isRetryable: true })
  isDown = false
  await store.open()
  expect(await store.nextId('run')).toBe(1)
})

test('a pool of the app is used as it is, whatever it makes of cells, and is not ended', async () => {
  const { connectionString } = await fileDatabase()
  const types = { getTypeParser: () => () => 'not what it was' }
  const pool = new pg.Pool({ connectionString, max: 2, types })
  onTestFinished(() => pool.end())
  const store = postgresStore({ pool, schema: nextSchema() })
  await store.open()
  const id = await keep(store, { a: [1, 'ü', null] })
  expect(await store.read('key', id)).toEqual({
    kind: 'key',
    id: 1,
    account: 1,
    revision: 1,
    value: { a: [1, 'ü', null] },
  })
  expect(await store.apply([{ type: 'remove', kind: 'key', id, revision: 1 }])).toBe(true)
  await store[Symbol.asyncDispose]()
  expect(pool.ended).toBe(false)
  expect(pool.totalCount - pool.idleCount).toBe(0)
})

test('the schema of an administrator is enough for a user who may make none', async () => {
  const database = await createDatabase()
  const role = await openRole(database, 'not told')
  const store = postgresStore({ connectionString: role.connectionString })
  await expect(store.open()).rejects.toMatchObject({
    code: 'store_not_allowed',
    message: expect.stringContaining('grant create on database') as unknown,
  })
  await database.sql(`create schema millrace_manager authorization ${role.name}`)
  await store.open()
  expect(await store.nextId('run')).toBe(1)
  await store[Symbol.asyncDispose]()
})

test.for([
  ['nobody listens', (url: URL): unknown => (url.port = '1'), 'store_unreachable', true],
  ['the host is unknown', (url: URL): unknown => (url.hostname = 'nowhere.invalid'), 'store_unreachable', true],
  ['the password is wrong', (url: URL): unknown => (url.password = 'swordfish-9'), 'store_not_allowed', false],
  ['there is no such database', (url: URL): unknown => (url.pathname = '/nothing'), 'store_not_allowed', false],
] as const)('%s: the error says so, and shows no password', async ([, change, code, isRetryable]) => {
  const url = new URL((await fileDatabase()).connectionString)
  const { password } = url
  change(url)
  const store = postgresStore({ connectionString: url.href })
  const error = await store.open().then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code, isRetryable })
  const { message, stack, cause } = error as Error
  for (const secret of [password, 'swordfish-9']) expect(`${message} ${stack} ${String(cause)}`).not.toContain(secret)
})

test('options that cannot be are refused together, without what was given', () => {
  const connect = (): unknown => undefined
  const wrong = [
    [{}, 'give either it or a `pool`'],
    [{ connectionString: 'postgres://a', pool: { connect } }, 'give either it or a `pool`'],
    [{ connectionString: 'mysql://me:swordfish@host/db' }, 'must be an address such as'],
    [{ connectionString: 'postgres://a', schema: 'pg_temp' }, 'not kept by Postgres itself'],
    [{ connectionString: 'postgres://a', schema: 'x'.repeat(64) }, 'must be a text of 1 to 63 bytes'],
    [{ connectionString: 'postgres://a', maxConnections: 0 }, 'must be a whole number from 1'],
  ] as const
  for (const [options, message] of wrong) {
    expect(() => postgresStore(options as PostgresStoreOptions)).toThrow(message)
    expect(() => postgresStore(options as PostgresStoreOptions)).not.toThrow('swordfish')
  }
})

test('an address that pg cannot read is refused without a word of it', async () => {
  const store = postgresStore({ connectionString: 'postgres://me:sword%fish@host:port/db' })
  const opening = store.open()
  await expect(opening).rejects.toMatchObject({ code: 'store_not_allowed' })
  await expect(opening).rejects.not.toThrow('fish')
})
