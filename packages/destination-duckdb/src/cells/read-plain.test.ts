import { expect, it } from 'vitest'
import { readPlain } from './read-plain.ts'
import { openTable } from './testing/open-table.ts'

async function query(expressions: string): Promise<readonly unknown[]> {
  using table = await openTable(['integer'])
  const [row = []] = await table.read(`SELECT ${expressions}`)
  return row.map(readPlain)
}

it('gives cells where there is a column type', async () => {
  expect(
    await query(`NULL, true, 1::UBIGINT, 18446744073709551615, -1::HUGEINT, 1.5::FLOAT, 'text', 'YQ=='::BLOB,
      '{"a": 1}'::JSON, 1.50::DECIMAL(4,2), -0.05::DECIMAL(4,2), 100::DECIMAL(9,0), 0::DECIMAL(38,18)`),
  ).toStrictEqual([
    null,
    true,
    1,
    18_446_744_073_709_551_615n,
    -1,
    1.5,
    'text',
    Uint8Array.from(Buffer.from('YQ==')),
    '{"a": 1}',
    '1.5',
    '-0.05',
    '100',
    '0',
  ])
})

it('gives texts for dates and times, with a Z only where there is a zone', async () => {
  expect(
    await query(`'2026-01-02 03:04:05.6+00'::TIMESTAMPTZ, '2026-01-02 03:04:05'::TIMESTAMP,
      '2026-01-02 03:04:05'::TIMESTAMP_S, '1969-12-31 23:59:59.99'::TIMESTAMP_MS,
      '2026-01-02 03:04:05.123456789'::TIMESTAMP_NS, '0044-03-15 (BC)'::DATE, '12345-01-01'::DATE, '24:00:00'::TIME,
      '03:04:05+02'::TIMETZ, 'infinity'::TIMESTAMPTZ, '-infinity'::DATE, 'infinity'::TIMESTAMP_S`),
  ).toStrictEqual([
    '2026-01-02T03:04:05.6Z',
    '2026-01-02T03:04:05',
    '2026-01-02T03:04:05',
    '1969-12-31T23:59:59.99',
    '2026-01-02T03:04:05.123456789',
    '-000043-03-15',
    '+012345-01-01',
    '24:00:00',
    '03:04:05+02',
    'infinity',
    '-infinity',
    'infinity',
  ])
})

it('gives arrays and objects for what is nested, and text for the rest', async () => {
  expect(
    await query(`[1, NULL], [[DATE '2026-01-02']], {'a': 1.50, 'b': {'c': NULL}}, MAP {DATE '2026-01-02': 5}, MAP {'__proto__': 1},
      MAP {[1]: 2}, array_value(1, 2), union_value(a := 5::BIGINT), INTERVAL 90 SECOND,
      '00000000-0000-0000-0000-00000000000a'::UUID, 'a'::ENUM('a', 'b'), '101'::BIT`),
  ).toStrictEqual([
    [1, null],
    [['2026-01-02']],
    { a: '1.5', b: { c: null } },
    { '2026-01-02': 5 },
    Object.fromEntries([['__proto__', 1]]),
    { '[1]': 2 },
    [1, 2],
    5,
    '00:01:30',
    '00000000-0000-0000-0000-00000000000a',
    'a',
    '101',
  ])
})

it('can read the lowest and highest value of every type of DuckDB', async () => {
  using table = await openTable(['integer'])
  const rows = await table.read('SELECT * FROM test_all_types()')
  const texts = rows.map((row) =>
    JSON.stringify(row.map(readPlain), (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  )
  expect(texts.map((text) => text.includes('[object'))).toStrictEqual([false, false, false])
})
