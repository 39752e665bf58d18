import { expect, test } from 'vitest'
import { load } from './support/load.ts'
import { openDatabase } from './support/open-database.ts'

const largest = `${'9'.repeat(20)}.${'9'.repeat(18)}`

test('decimals have 20 digits before the point and 18 behind it; others reject their record', async () => {
  const { destination, sql } = await openDatabase()
  const amounts = [
    largest,
    `-${largest}`,
    '0.000000000000000001',
    '0.0000000000000000001',
    `1${'0'.repeat(20)}`,
    '12.30',
    123_456_789_012_345_678_901_234_567_890n,
  ]
  const records = amounts.map((amount, index) => ({ id: index + 1, amount, tags: ['x'] }))
  const { streams, warnings } = await load(destination, records, { users: { columns: { amount: 'decimal' } } })
  expect(streams.users).toMatchObject({ read: 7, inserted: 4, rejected: 3 })
  expect(warnings.map(({ code }) => code)).toEqual(['records_rejected'])
  expect(await sql('SELECT id::INT, amount::VARCHAR FROM users ORDER BY id')).toEqual([
    [1, largest],
    [2, `-${largest}`],
    [3, '0.000000000000000001'],
    [6, '12.300000000000000000'],
  ])
  expect(await sql('SELECT DISTINCT user_id::INT FROM users__tags ORDER BY ALL')).toEqual([[1], [2], [3], [6]])
  const rejects = await destination.rejects('array', 'users')
  expect(rejects.map(({ id, code, path }) => ({ id, code, path }))).toEqual(
    ['key:4', 'key:5', 'key:7'].map((id) => ({ id, code: 'out_of_range', path: 'amount' })),
  )
})

test('lone surrogates reject their record, in texts, elements and JSON', async () => {
  const { destination, sql } = await openDatabase()
  const records = [
    { id: 1, name: 'fine \u{1f642}', tags: ['a'], extra: { a: 'b' } },
    { id: 2, name: 'cut \ud83d' },
    { id: 3, name: 'c', tags: ['a', '\udfff'] },
    { id: 4, name: 'd', extra: { a: '\ud800' } },
    { id: 5, name: 'e', extra: { a: 'backslash \\ud800' } },
  ]
  await load(destination, records, { users: { json: ['extra'] } })
  expect(await sql(`SELECT id::INT, name, extra->>'a' FROM users ORDER BY id`)).toEqual([
    [1, 'fine \u{1f642}', 'b'],
    [5, 'e', 'backslash \\ud800'],
  ])
  const rejects = await destination.rejects('array', 'users')
  expect(rejects.map(({ id, code, path }) => [id, code, path])).toEqual([
    ['key:2', 'text_not_well_formed', 'name'],
    ['key:3', 'text_not_well_formed', 'tags'],
    ['key:4', 'text_not_well_formed', 'extra'],
  ])
})

test('a key that cannot be stored rejects its record and no other', async () => {
  const { destination, sql } = await openDatabase()
  const { streams } = await load(destination, [{ id: 'a' }, { id: '\ud800', tags: ['x'] }, { id: 'c', tags: ['y'] }])
  expect(streams.users).toMatchObject({ read: 3, inserted: 2, rejected: 1 })
  expect(await destination.rejects('array', 'users')).toMatchObject([{ code: 'text_not_well_formed', path: 'id' }])
  expect(await sql('SELECT id FROM users ORDER BY id')).toEqual([['a'], ['c']])
  expect(await sql('SELECT user_id FROM users__tags')).toEqual([['c']])
})

test('a record that is rejected keeps the row that stands', async () => {
  const { destination, sql } = await openDatabase()
  const users = { columns: { amount: 'decimal' }, maxDeleted: false } as const
  await load(
    destination,
    [
      { id: 1, amount: '1' },
      { id: 2, amount: '2' },
    ],
    { users },
  )
  await load(destination, [{ id: 1, amount: `1${largest}` }], { users })
  expect(await sql('SELECT id::INT, amount::INT FROM users ORDER BY id')).toEqual([[1, 1]])
})

test('NUL, line breaks, byte order marks and the empty text are stored as they are', async () => {
  const { destination, sql } = await openDatabase()
  const texts = ['a\u0000b', '\u0000', '', '\r\n', '\ufeffmark', ' ', '\u2028']
  await load(
    destination,
    texts.map((text, index) => ({ id: index, text, list: [text] })),
  )
  const bytes = (text: string): string => Buffer.from(text).toString('hex').toUpperCase()
  expect(await sql('SELECT hex(encode(text)) FROM users ORDER BY id')).toEqual(texts.map((text) => [bytes(text)]))
  const elements = await sql('SELECT hex(encode(value)) FROM users__list ORDER BY user_id')
  expect(elements).toEqual(texts.map((text) => [bytes(text)]))
})

test('instants and dates of the years 1 to 9999 are exact', async () => {
  const { destination, sql } = await openDatabase()
  const records = [
    { id: 1, moment: '0001-01-01T00:00:00Z', day: '0001-01-01', time: '00:00:00' },
    { id: 2, moment: '9999-12-31T23:59:59.999999Z', day: '9999-12-31', time: '23:59:59.999999' },
    { id: 3, moment: '2024-02-29T12:00:00+05:30', day: '2024-02-29', time: '12:00:00.5' },
  ]
  await load(destination, records, { users: { columns: { moment: 'timestamp', day: 'date', time: 'time' } } })
  await sql(`SET TimeZone = 'UTC'`)
  expect(await sql('SELECT moment::VARCHAR, day::VARCHAR, time::VARCHAR FROM users ORDER BY id')).toEqual([
    ['0001-01-01 00:00:00+00', '0001-01-01', '00:00:00'],
    ['9999-12-31 23:59:59.999999+00', '9999-12-31', '23:59:59.999999'],
    ['2024-02-29 06:30:00+00', '2024-02-29', '12:00:00.5'],
  ])
})

test('integers of 64 bits are exact, larger ones are decimals', async () => {
  const { destination, sql } = await openDatabase()
  const records = [
    { id: 1, count: 2n ** 63n - 1n, total: 2n ** 64n },
    { id: 2, count: -(2n ** 63n), total: 1 },
  ]
  await load(destination, records)
  expect(await sql('SELECT count::VARCHAR, total::VARCHAR FROM users ORDER BY id')).toEqual([
    ['9223372036854775807', '18446744073709551616.000000000000000000'],
    ['-9223372036854775808', '1.000000000000000000'],
  ])
})
