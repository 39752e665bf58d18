import { InvalidOptionsError } from '@millrace/core/plugin'
import { describe, expect, test } from 'vitest'
import { readTitle } from './database/read-address.ts'
import { resolveOptions } from './options.ts'
import type { PostgresOptions } from './options.ts'

const connectionString = 'postgres://ann:canary-7731@db.example:5433/shop'
const pool = { connect: () => Promise.reject(new Error('not now')) }

/** The places of all problems. */
function problemsOf(options: object): readonly string[] {
  try {
    resolveOptions(options)
  } catch (error) {
    if (!InvalidOptionsError.isInstance(error)) throw error
    expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('canary')
    return error.problems.map(({ path }) => path)
  }
  return []
}

test('what is left out has its default', () => {
  expect(resolveOptions({ connectionString, schema: undefined } as unknown as PostgresOptions)).toEqual({
    connectionString,
    pool: undefined,
    schema: 'public',
    systemSchema: '_millrace',
    applicationName: 'millrace',
    statementTimeoutInMs: 0,
    lockTimeoutInMs: 60_000,
    maxConnections: 5,
    foreignKeys: false,
  })
  expect(resolveOptions({ pool }).pool).toBe(pool)
})

test('everything that is wrong is named at once', () => {
  const wrong = {
    connectionString: 'canary',
    schema: '',
    systemSchema: 5,
    applicationName: 'x'.repeat(64),
    statementTimeoutInMs: -1,
    lockTimeoutInMs: 1.5,
    maxConnections: 2,
    foreignKeys: 'yes',
    url: 'x',
  }
  expect(problemsOf(wrong)).toEqual([
    'url',
    'connectionString',
    'schema',
    'systemSchema',
    'applicationName',
    'statementTimeoutInMs',
    'lockTimeoutInMs',
    'maxConnections',
    'foreignKeys',
  ])
})

test('a name that is no option is answered with those that are', () => {
  expect(() => resolveOptions({ pool, url: 'x' } as PostgresOptions)).toThrow(
    'invalid option url: is no option; there are: connectionString, pool, schema, systemSchema, applicationName, statementTimeoutInMs, lockTimeoutInMs, maxConnections, foreignKeys',
  )
})

test.each([undefined, null, 'postgres://x', []])('%j are no options', (options) => {
  expect(problemsOf(options as unknown as object)).toEqual([''])
})

test('there is either an address or a pool', () => {
  expect(problemsOf({})).toEqual(['connectionString'])
  expect(problemsOf({ pool, connectionString, maxConnections: 5 })).toEqual(['connectionString', 'maxConnections'])
  expect(problemsOf({ pool: {} })).toEqual(['pool'])
  expect(problemsOf({ pool: null })).toEqual(['pool'])
})

test.each([
  'canary',
  'host=db password=canary',
  'mysql://ann:canary@db/shop',
  'postgres://ann:canary#7731@db:port/shop',
  'postgres://ann:can/ary@db:1:2/shop',
  'postgres://ann:%canary@db/shop',
  5,
  '',
])('%j is no address, and is not repeated', (wrong) => {
  expect(problemsOf({ connectionString: wrong })).toEqual(['connectionString'])
})

test('the tables and what is kept beside them cannot share a schema, or have one of Postgres', () => {
  expect(problemsOf({ pool, schema: '_millrace' })).toEqual(['systemSchema'])
  expect(problemsOf({ pool, systemSchema: 'public' })).toEqual(['systemSchema'])
  expect(problemsOf({ pool, schema: 'crm', systemSchema: 'CRM' })).toEqual([])
  expect(problemsOf({ pool, schema: 'pg_catalog', systemSchema: 'information_schema' })).toEqual([
    'schema',
    'systemSchema',
  ])
  expect(problemsOf({ pool, schema: 'a\0b' })).toEqual(['schema'])
})

describe('messages call a database', () => {
  test.each([
    [connectionString, 'database shop at db.example:5433'],
    ['postgresql://db.example/shop', 'database shop at db.example:5432'],
    ['postgres://ann:canary@/shop?host=/run/postgresql', 'database shop at /run/postgresql'],
  ])('%s', (address, title) => {
    expect(readTitle({ connectionString: address, pool: undefined })).toBe(title)
  })

  test.each([
    [{ host: 'db', port: 1, database: 'shop', password: 'canary' }, 'database shop at db:1'],
    [{ connectionString }, 'database shop at db.example:5433'],
    [{ connectionString: 'canary' }, 'the database of the pool'],
    [undefined, 'the database of the pool'],
  ])('of a pool with %j', (options, title) => {
    expect(readTitle({ connectionString: undefined, pool: { ...pool, options } as typeof pool })).toBe(title)
  })
})
