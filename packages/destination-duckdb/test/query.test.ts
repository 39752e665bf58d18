import { existsSync } from 'node:fs'
import { InvalidOptionsError } from '@millrace/core'
import { expect, test } from 'vitest'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { makeFolder } from './support/make-folder.ts'
import { openDatabase } from './support/open-database.ts'

const records = [
  { id: 1, name: 'Ann', tags: ['a', 'b'] },
  { id: 2, name: null },
]

test('rows are plain objects, in the order of the query', async () => {
  const { destination } = await openDatabase()
  await load(destination, records)
  expect(await destination.query('SELECT id, name FROM users ORDER BY id DESC')).toEqual([
    { id: 2, name: null },
    { id: 1, name: 'Ann' },
  ])
  expect(await destination.query('FROM users WHERE false')).toEqual([])
})

test('values of all types are plain data', async () => {
  const { destination } = await openDatabase()
  const [row] = await destination.query(`SELECT
    true AS boolean, 7::BIGINT AS small, 9007199254740993::BIGINT AS large, 18446744073709551615::UBIGINT AS unsigned,
    1.5::DOUBLE AS float, -0.5::DOUBLE AS negative, 'inf'::DOUBLE AS infinite,
    12345678901234567890.000000000000000001::DECIMAL(38,18) AS decimal, 1.50::DECIMAL(5,2) AS short_decimal,
    'é\u{1f642}' AS text, '' AS empty, NULL AS nothing, '{"b":1,"a":[1]}'::JSON AS json, 'ab'::BLOB AS blob,
    TIMESTAMPTZ '2024-02-29 23:59:59.123456+02' AS instant, TIMESTAMP '2024-02-29 10:00:00' AS local,
    DATE '2024-02-29' AS date, TIME '23:59:59.5' AS time, INTERVAL 1 DAY AS interval,
    '00000000-0000-0000-0000-000000000001'::UUID AS uuid, 'b'::ENUM ('a', 'b') AS enum,
    [1, NULL, 3] AS list, [[DATE '2024-01-01'], []] AS lists, [1, 2]::INTEGER[2] AS array,
    {'a': 1, 'b': {'c': TIMESTAMPTZ '2024-01-01 00:00:00Z'}} AS struct, MAP {'k': 1.5::DECIMAL(3,1)} AS map`)
  expect(row).toEqual({
    boolean: true,
    small: 7,
    large: 9_007_199_254_740_993n,
    unsigned: 18_446_744_073_709_551_615n,
    float: 1.5,
    negative: -0.5,
    infinite: Number.POSITIVE_INFINITY,
    decimal: '12345678901234567890.000000000000000001',
    short_decimal: '1.5',
    text: 'é\u{1f642}',
    empty: '',
    nothing: null,
    json: '{"b":1,"a":[1]}',
    blob: new Uint8Array([97, 98]),
    instant: '2024-02-29T21:59:59.123456Z',
    local: '2024-02-29T10:00:00',
    date: '2024-02-29',
    time: '23:59:59.5',
    interval: '1 day',
    uuid: '00000000-0000-0000-0000-000000000001',
    enum: 'b',
    list: [1, null, 3],
    lists: [['2024-01-01'], []],
    array: [1, 2],
    struct: { a: 1, b: { c: '2024-01-01T00:00:00Z' } },
    map: { k: '1.5' },
  })
})

test('columns of one name are all there, and a name may be any', async () => {
  const { destination } = await openDatabase()
  expect(await destination.query('SELECT 1 AS a, 2 AS a, 3 AS a, 4 AS A')).toEqual([{ a: 1, 'a:1': 2, 'a:2': 3, A: 4 }])
  const [row] = await destination.query('SELECT 1 AS "__proto__", 2 AS "constructor"')
  expect(Object.entries(row ?? {})).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ])
})

test('values stand for $1, $2 and so on, whatever is in them', async () => {
  const { destination } = await openDatabase()
  const values = [`'; DROP TABLE users; --`, 1.5, 7, 2n ** 62n, 12_345_678_901_234_567_890n, true, null, 2 ** 60, 1e300]
  const list = values.map((_, index) => `$${index + 1} AS v${index}`).join(', ')
  expect(await destination.query(`SELECT ${list}`, values)).toEqual([
    {
      v0: `'; DROP TABLE users; --`,
      v1: 1.5,
      v2: 7,
      v3: 2n ** 62n,
      v4: 12_345_678_901_234_567_890n,
      v5: true,
      v6: null,
      v7: 2 ** 60,
      v8: 1e300,
    },
  ])
  await load(destination, records)
  expect(await destination.query('SELECT id FROM users WHERE name = $1', ['Ann'])).toEqual([{ id: 1 }])
  expect(await destination.query('SELECT id FROM users LIMIT $1', [1])).toHaveLength(1)
})

test('values of other kinds are all named', async () => {
  const { destination } = await openDatabase()
  const values = [1, new Date(), undefined, {}] as unknown as readonly string[]
  const error = await caught(() => destination.query('SELECT $1, $2, $3, $4', values))
  expect(InvalidOptionsError.isInstance(error)).toBe(true)
  expect(error.message).toMatch(/values\[1\].*\n.*values\[2\].*\n.*values\[3\]/)
})

test.each([
  'DELETE FROM users',
  'INSERT INTO users (id) VALUES (3)',
  'CREATE TABLE mine AS SELECT 1',
  'CREATE TABLE mine AS SELECT 1; SELECT 1',
  'DROP TABLE users',
  'COMMIT; DELETE FROM users',
  'ROLLBACK; BEGIN; DELETE FROM users; COMMIT; SELECT 1',
  'SELECT 1; COMMIT; DELETE FROM users',
  'SELECT 1; SELECT 2',
  'EXPLAIN ANALYZE DELETE FROM users',
  `SET GLOBAL threads = 1`,
  `ATTACH ':memory:' AS other`,
  'UPDATE _millrace.meta SET format = 99',
  '',
  '-- nothing',
])('a query changes nothing: %s', async (statement) => {
  const { destination, sql } = await openDatabase()
  await load(destination, records)
  const state = `SELECT (SELECT count(*) FROM users), (SELECT max(format) FROM _millrace.meta),
    (SELECT count(*) FROM duckdb_databases()), current_setting('threads'),
    (SELECT list(table_name ORDER BY table_name) FROM duckdb_tables() WHERE schema_name = 'main')`
  const before = await sql(state)
  const error = await caught(() => destination.query(statement))
  expect(error).toMatchObject({ isRetryable: false })
  if (statement !== '-- nothing') expect(error.code).toBe('duckdb_read_only')
  expect(await sql(state)).toEqual(before)
})

test('nor does it write files', async () => {
  const { destination } = await openDatabase()
  await load(destination, records)
  const path = `${makeFolder()}/users.csv`
  expect((await caught(() => destination.query(`COPY users TO '${path}'`))).code).toBe('duckdb_read_only')
  expect(existsSync(path)).toBe(false)
})

test.each([
  'SHOW TABLES',
  'DESCRIBE users',
  'SUMMARIZE users',
  `PRAGMA table_info('users')`,
  'EXPLAIN SELECT 1',
  'PIVOT users ON name USING count(*)',
  'WITH named AS (FROM users) FROM named;',
])('all that reads is allowed: %s', async (statement) => {
  const { destination } = await openDatabase()
  await load(destination, records)
  expect((await destination.query(statement)).length).toBeGreaterThan(0)
})

test.each([
  ['SELEC 1', /^the DuckDB database .*: Parser Error: syntax error at or near "SELEC"$/],
  [
    'SELECT 1 FROM user',
    /^the DuckDB database .*: Catalog Error: Table with name user does not exist! Did you mean "users"\?$/,
  ],
  ['SELECT nam FROM users', /^the DuckDB database .*: Binder Error: Referenced column "nam" not found/],
  ['SELECT $1 + $2', /Values were not provided/],
])('an error in %s is told in one line', async (statement, message) => {
  const { destination } = await openDatabase()
  await load(destination, records)
  const error = await caught(() => destination.query(statement, statement.includes('$') ? [1] : []))
  expect(error.code).toBe('duckdb_failed')
  expect(error.message).toMatch(message)
  expect(error.message).not.toContain('\n')
})
