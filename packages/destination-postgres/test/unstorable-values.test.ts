import { expect, test } from 'vitest'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

type Found = readonly (readonly [string, string, string])[]

async function rejectsOf({ destination }: Awaited<ReturnType<typeof openDatabase>>): Promise<Found> {
  const rejects = await destination.rejects('array', 'users')
  return rejects.map(({ id, code, path }) => [id, code, path] as const)
}

test('NUL and lone surrogates reject their record, in texts, elements and JSON', async () => {
  const database = await openDatabase()
  const records = [
    { id: 1, name: 'fine \u{1f642}', tags: ['a'], extra: { a: 'b' } },
    { id: 2, name: 'cut \ud83d' },
    { id: 3, name: 'c', tags: ['a', '\udfff'] },
    { id: 4, name: 'd', extra: { a: '\ud800' } },
    { id: 5, name: 'e', extra: { a: 'backslash \\ud800 \\u0000' } },
    { id: 6, name: 'f\0' },
    { id: 7, name: 'g', extra: { '\0': 1 } },
  ]
  const { streams } = await load(database.destination, records, { users: { json: ['extra'] } })
  expect(streams.users).toMatchObject({ read: 7, inserted: 2, rejected: 5 })
  expect(await database.sql(`select id, name, extra->>'a' from users order by id`)).toEqual([
    [1, 'fine \u{1f642}', 'b'],
    [5, 'e', 'backslash \\ud800 \\u0000'],
  ])
  expect(await database.sql('select user_id, value from users__tags')).toEqual([[1, 'a']])
  expect(await rejectsOf(database)).toEqual([
    ['key:2', 'text_not_well_formed', 'name'],
    ['key:3', 'text_not_well_formed', 'tags'],
    ['key:4', 'text_not_well_formed', 'extra'],
    ['key:6', 'text_has_nul', 'name'],
    ['key:7', 'text_has_nul', 'extra'],
  ])
})

test('keys that cannot be stored reject their record and no other', async () => {
  const database = await openDatabase()
  const long = 'ü'.repeat(1300)
  const records = [
    { id: 'a' },
    { id: '\ud800', tags: ['x'] },
    { id: 'b\0' },
    { id: `${long}x` },
    { id: 'c', tags: ['y'] },
  ]
  const { streams } = await load(database.destination, records)
  expect(streams.users).toMatchObject({ read: 5, inserted: 2, rejected: 3 })
  const codes = (await rejectsOf(database)).map(([, code, path]) => [code, path])
  expect(codes).toEqual([
    ['text_has_nul', 'id'],
    ['key_too_long', 'id'],
    ['text_not_well_formed', 'id'],
  ])
  expect(await database.sql('select id from users order by id')).toEqual([['a'], ['c']])
  expect(await database.sql('select user_id from users__tags')).toEqual([['c']])
})

test('decimals and integers of any size are exact', async () => {
  const { destination, sql } = await openDatabase()
  const digits = '1234567890'.repeat(50)
  const records = [
    { id: 1, amount: `${digits}.${digits.slice(0, -1)}`, count: 2n ** 63n - 1n, total: 2n ** 64n },
    { id: 2, amount: '-0.000000000000000000000000000001', count: -(2n ** 63n), total: 1 },
  ]
  await load(destination, records, { users: { columns: { amount: 'decimal' } } })
  expect(await sql('select amount::text, count::text, total::text from users order by id')).toEqual([
    [records[0]?.amount, '9223372036854775807', '18446744073709551616'],
    [records[1]?.amount, '-9223372036854775808', '1'],
  ])
})

test('decimals with too many digits, and numbers in JSON, reject their record; the row that stands stays', async () => {
  const database = await openDatabase()
  const users = { columns: { amount: 'decimal' }, json: ['extra'] } as const
  const records = [
    { id: 1, amount: '1', extra: 1 },
    { id: 2, amount: '2', extra: 2 },
    { id: 3, amount: '3', extra: 3 },
  ]
  await load(database.destination, records, { users })
  const huge = BigInt(`1${'0'.repeat(131_072)}`)
  const changed = [
    { ...records[0], amount: huge },
    { ...records[1], extra: { n: huge } },
    { ...records[2], extra: 4 },
  ]
  const { streams } = await load(database.destination, changed, { users })
  expect(streams.users).toMatchObject({ rejected: 2, updated: 1, deleted: 0 })
  expect(await database.sql('select id, amount::text, extra from users order by id')).toEqual([
    [1, '1', 1],
    [2, '2', 2],
    [3, '3', 4],
  ])
  expect(await rejectsOf(database)).toEqual([
    ['key:1', 'out_of_range', 'amount'],
    ['key:2', 'out_of_range', 'extra'],
  ])
})

test('infinity, NaN and the smallest floats are exact', async () => {
  const { destination, sql } = await openDatabase()
  const numbers = [Number.MAX_VALUE, Number.MIN_VALUE, 0.1, 1e21]
  await load(
    destination,
    numbers.map((size, id) => ({ id, size })),
    { users: { columns: { size: 'float' } } },
  )
  expect(await sql('select size from users order by id')).toEqual(numbers.map((size) => [size]))
})

test('line breaks, backslashes, byte order marks and the empty text are stored as they are', async () => {
  const { destination, sql } = await openDatabase()
  const texts = ['\\N', '\\.', '', '\r\n\t', '\ufeffmark', ' ', '\u2028', '\u0001']
  await load(
    destination,
    texts.map((text, id) => ({ id, text, list: [text] })),
  )
  const bytes = (text: string): string => Buffer.from(text).toString('hex')
  const stored = `select encode(convert_to(text, 'UTF8'), 'hex') from users order by id`
  expect(await sql(stored)).toEqual(texts.map((text) => [bytes(text)]))
  const elements = `select encode(convert_to(value, 'UTF8'), 'hex') from users__list order by user_id`
  expect(await sql(elements)).toEqual(texts.map((text) => [bytes(text)]))
})

test('instants and dates of the years 1 to 9999 are exact', async () => {
  const { destination, sql } = await openDatabase()
  const records = [
    { id: 1, moment: '0001-01-01T00:00:00Z', day: '0001-01-01', time: '00:00:00' },
    { id: 2, moment: '9999-12-31T23:59:59.999999Z', day: '9999-12-31', time: '23:59:59.999999' },
    { id: 3, moment: '2024-02-29T12:00:00+05:30', day: '2024-02-29', time: '12:00:00.5' },
  ]
  await load(destination, records, { users: { columns: { moment: 'timestamp', day: 'date', time: 'time' } } })
  expect(await sql('select moment::text, day::text, time::text from users order by id')).toEqual([
    ['0001-01-01 00:00:00+00', '0001-01-01', '00:00:00'],
    ['9999-12-31 23:59:59.999999+00', '9999-12-31', '23:59:59.999999'],
    ['2024-02-29 06:30:00+00', '2024-02-29', '12:00:00.5'],
  ])
})

test('rows with hundreds of long texts are rejected before the page is full, all others stored', async () => {
  const database = await openDatabase()
  const wide = (id: number, count: number): object => ({
    id,
    ...Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`column${index}`, `long text ${index} `.repeat(5)]),
    ),
  })
  const { streams } = await load(database.destination, [wide(1, 320), wide(2, 600), wide(3, 10)])
  expect(streams.users).toMatchObject({ inserted: 2, rejected: 1 })
  expect(await rejectsOf(database)).toEqual([['key:2', 'row_too_large', '']])
})

test('a name with NUL in it does not keep a full refresh from being staged', async () => {
  const { destination, sql } = await openDatabase()
  const { streams } = await load(destination, [{ id: 1, 'na\0me': 'a' }, { id: 2 }])
  expect(streams.users).toMatchObject({ inserted: 2 })
  expect(await sql('select id from users order by id')).toEqual([[1], [2]])
})
