import { InvalidOptionsError } from '@millrace/core'
import { expect, test } from 'vitest'
import { caught } from './support/caught.ts'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

const records = [
  { id: 1, name: 'Ann', tags: ['a', 'b'] },
  { id: 2, name: null },
]

test('rows are plain objects, in the order of the query', async () => {
  const { destination } = await openDatabase()
  await load(destination, records)
  expect(await destination.query('select id, name from users order by id desc')).toEqual([
    { id: 2, name: null },
    { id: 1, name: 'Ann' },
  ])
  expect(await destination.query('select id from users where false')).toEqual([])
})

test('values of all types are plain data', async () => {
  const { destination } = await openDatabase()
  const [row] = await destination.query(`select
    true as boolean, 7::bigint as small, 9007199254740993::bigint as large, 7::smallint as short,
    1.5::float8 as float, -0.1::real as single, 'infinity'::float8 as infinite,
    12345678901234567890.000000000000000001 as decimal, 1.50 as short_decimal, 100 * 1.00 as round, 'NaN'::numeric as nan,
    'é\u{1f642}' as text, '' as empty, null as nothing, '{"b": 1, "a": [1]}'::json as json, 'ab'::bytea as bytes,
    timestamptz '2024-02-29 23:59:59.123456+02' as instant, timestamp '2024-02-29 10:00:00' as local,
    timestamptz '0001-01-01 00:00:00Z BC' as early, timestamptz 'infinity' as ever,
    date '2024-02-29' as date, date '0044-03-15 BC' as ides, time '23:59:59.5' as time, interval '1 day' as interval,
    '00000000-0000-0000-0000-000000000001'::uuid as uuid, array[1, null, 3] as list`)
  expect(row).toEqual({
    boolean: true,
    small: 7,
    large: 9_007_199_254_740_993n,
    short: 7,
    float: 1.5,
    single: -0.1,
    infinite: Number.POSITIVE_INFINITY,
    decimal: '12345678901234567890.000000000000000001',
    short_decimal: '1.5',
    round: '100',
    nan: 'NaN',
    text: 'é\u{1f642}',
    empty: '',
    nothing: null,
    json: '{"b": 1, "a": [1]}',
    bytes: new Uint8Array([97, 98]),
    instant: '2024-02-29T21:59:59.123456Z',
    local: '2024-02-29T10:00:00',
    early: '0000-01-01T00:00:00Z',
    ever: 'infinity',
    date: '2024-02-29',
    ides: '-000043-03-15',
    time: '23:59:59.5',
    interval: '1 0:00:00',
    uuid: '00000000-0000-0000-0000-000000000001',
    list: '{1,NULL,3}',
  })
})

test('columns of one name are all there, and a name may be any', async () => {
  const { destination } = await openDatabase()
  expect(await destination.query('select 1 as a, 2 as a, 3 as a, 4 as "A"')).toEqual([
    { a: 1, 'a:1': 2, 'a:2': 3, A: 4 },
  ])
  const [row] = await destination.query('select 1 as "__proto__", 2 as "constructor"')
  expect(Object.entries(row ?? {})).toEqual([
    ['__proto__', 1],
    ['constructor', 2],
  ])
})

test('values stand for $1, $2 and so on, whatever is in them', async () => {
  const { destination } = await openDatabase()
  const values = [`'; drop table users; --`, 1.5, 7, 2n ** 62n, true, null]
  const statement = `select $1 as v0, $2::float8 as v1, $3::int as v2, $4::bigint as v3, $5::boolean as v4, $6::text as v5`
  expect(await destination.query(statement, values)).toEqual([
    { v0: `'; drop table users; --`, v1: 1.5, v2: 7, v3: 2n ** 62n, v4: true, v5: null },
  ])
  await load(destination, records)
  expect(await destination.query('select id from users where name = $1', ['Ann'])).toEqual([{ id: 1 }])
  expect(await destination.query('select id from users limit $1', [1])).toHaveLength(1)
})

test('values of other kinds are all named', async () => {
  const { destination } = await openDatabase()
  const values = [1, new Date(), undefined, {}] as unknown as readonly string[]
  const error = await caught(() => destination.query('select $1, $2, $3, $4', values))
  expect(InvalidOptionsError.isInstance(error)).toBe(true)
  expect(error.message).toMatch(/values\[1\].*\n.*values\[2\].*\n.*values\[3\]/)
})

test.each([
  'delete from users',
  'delete from users returning id',
  'with gone as (delete from users returning id) select * from gone',
  'insert into users (id) values (3)',
  'create table mine as select 1',
  'drop table users',
  'truncate users',
  'commit',
  'commit; delete from users',
  'rollback; begin; delete from users; commit; select 1',
  'select 1; select 2',
  'explain analyze delete from users',
  `set timezone = 'Asia/Tokyo'`,
  `select nextval('_millrace.commit_sequence')`,
  'copy users to stdout',
  'listen something',
  'prepare mine as select 1',
  'set transaction read write',
  '',
  '-- nothing',
])('a query changes nothing: %s', async (statement) => {
  const { destination, sql } = await openDatabase()
  await load(destination, records)
  const state = `select (select count(*) from users), (select last_value from _millrace.commit_sequence),
    (select string_agg(relname, ',' order by relname) from pg_class where relnamespace = 'public'::regnamespace)`
  const before = await sql(state)
  const error = await caught(() => destination.query(statement))
  expect(error).toMatchObject({ isRetryable: false })
  expect(['postgres_read_only', 'postgres_failed']).toContain(error.code)
  expect(await sql(state)).toEqual(before)
  expect(await destination.query('select id from users order by id')).toEqual([{ id: 1 }, { id: 2 }])
})

test.each([
  'show timezone',
  'explain select 1',
  'values (1), (2)',
  'table users',
  'with named as (select * from users) select * from named;',
  'select count(*) from pg_tables',
])('all that reads is allowed: %s', async (statement) => {
  const { destination } = await openDatabase()
  await load(destination, records)
  expect((await destination.query(statement)).length).toBeGreaterThan(0)
})

test.each([
  ['selec 1', /^the query is wrong: syntax error at or near "selec" \(SQLSTATE 42601\)$/],
  ['select 1 from nobody', /relation "nobody" does not exist/],
  ['select nam from users', /column "nam" does not exist/],
  ['select $1::int + $2', /bind message supplies 1 parameters/],
])('an error in %s is told in one line', async (statement, message) => {
  const { destination } = await openDatabase()
  await load(destination, records)
  const error = await caught(() => destination.query(statement, statement.includes('$') ? [1] : []))
  expect(error.message).toMatch(message)
  expect(error.message).not.toContain('\n')
})

test('tables of another schema are found without its name', async () => {
  const { destination } = await openDatabase({ schema: 'crm "x"' })
  await load(destination, records)
  expect(await destination.query('select count(*) as rows from users')).toEqual([{ rows: 2 }])
})

test('it goes on after it was closed', async () => {
  const { destination } = await openDatabase()
  await destination.close()
  expect(await destination.query('select 1 as one')).toEqual([{ one: 1 }])
})
