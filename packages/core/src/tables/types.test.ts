import { describe, expect, test } from 'vitest'
import { defaultCapabilities } from '../contract/capabilities.ts'
import { dataColumns, flattenRecords, problemsIn } from './testing/flatten-records.ts'

const instant = '2024-01-01T10:00:00.000+02:00'
const cell = '2024-01-01T08:00:00Z'
const wide = 2n ** 53n + 1n
const huge = 2n ** 70n

class Point {
  readonly x = 1
}

/** What the values of one field become: all of them are in the window. */
interface Case {
  readonly name: string
  readonly values: readonly unknown[]
  readonly columns: readonly string[]
  /** For each value the cells of its record. */
  readonly cells: readonly Readonly<Record<string, unknown>>[]
}

const cases: readonly Case[] = [
  { name: 'booleans', values: [true, false], columns: ['a:boolean'], cells: [{ a: true }, { a: false }] },
  { name: 'integers', values: [1, -0, 5n], columns: ['a:integer'], cells: [{ a: 1 }, { a: 0 }, { a: 5 }] },
  { name: 'wide integers', values: [1, wide], columns: ['a:integer'], cells: [{ a: 1 }, { a: wide }] },
  { name: 'floats', values: [1, 1.5, 1e300], columns: ['a:float'], cells: [{ a: 1 }, { a: 1.5 }, { a: 1e300 }] },
  { name: 'an unsafe integer', values: [2 ** 60], columns: ['a:float'], cells: [{ a: 2 ** 60 }] },
  {
    name: 'NaN alone',
    values: [Number.NaN, -Infinity],
    columns: ['a:float'],
    cells: [{ a: Number.NaN }, { a: -Infinity }],
  },
  {
    name: 'a BigInt that a float holds, among floats',
    values: [2n ** 60n, 0.5],
    columns: ['a:float'],
    cells: [{ a: 2 ** 60 }, { a: 0.5 }],
  },
  {
    name: 'integers beyond 64 bits',
    values: [1, huge],
    columns: ['a:decimal'],
    cells: [{ a: '1' }, { a: String(huge) }],
  },
  {
    name: 'floats beside integers that floats do not hold',
    values: [0.1, wide],
    columns: ['a:decimal'],
    cells: [{ a: '0.1' }, { a: String(wide) }],
  },
  { name: 'texts', values: ['x', '5', ''], columns: ['a:text'], cells: [{ a: 'x' }, { a: '5' }, { a: '' }] },
  {
    name: 'texts that no destination may like are kept',
    values: ['nul\0', 'lone\ud800'],
    columns: ['a:text'],
    cells: [{ a: 'nul\0' }, { a: 'lone\ud800' }],
  },
  { name: 'instants', values: [instant, cell], columns: ['a:timestamp'], cells: [{ a: cell }, { a: cell }] },
  {
    name: 'instants among other texts stay as they are',
    values: [instant, 'x'],
    columns: ['a:text'],
    cells: [{ a: instant }, { a: 'x' }],
  },
  {
    name: 'an instant finer than microseconds is a text',
    values: ['2024-01-01T10:00:00.1234567Z'],
    columns: ['a:text'],
    cells: [{ a: '2024-01-01T10:00:00.1234567Z' }],
  },
  {
    name: 'dates and times without offset are texts',
    values: ['2024-01-01', '10:00:00', '2024-01-01T10:00:00'],
    columns: ['a:text'],
    cells: [{ a: '2024-01-01' }, { a: '10:00:00' }, { a: '2024-01-01T10:00:00' }],
  },
  { name: 'Dates', values: [new Date(cell), instant], columns: ['a:timestamp'], cells: [{ a: cell }, { a: cell }] },
  {
    name: 'a Date beyond the years of a timestamp',
    values: [new Date(8.64e15)],
    columns: ['a:text'],
    cells: [{ a: '+275760-09-13T00:00:00.000Z' }],
  },
  {
    name: 'bytes',
    values: [Buffer.from('hi'), new Uint8Array([1]), new Uint16Array([2]).buffer],
    columns: ['a:binary'],
    cells: [{ a: new Uint8Array([104, 105]) }, { a: new Uint8Array([1]) }, { a: new Uint8Array([2, 0]) }],
  },
  {
    name: 'objects with toJSON are what it answers',
    values: [new URL('https://x.test/'), { toString: 1 }],
    columns: ['a:text', 'a__tostring:integer'],
    cells: [{ a: 'https://x.test/' }, { a__tostring: 1 }],
  },
  {
    name: 'the class seen first owns the column, the others get variants',
    values: ['x', 5, 1.5, true, huge, new Date(cell), new Uint8Array([1])],
    columns: [
      'a:text',
      'a__integer:integer',
      'a__float:float',
      'a__boolean:boolean',
      'a__decimal:decimal',
      'a__timestamp:timestamp',
      'a__binary:binary',
    ],
    cells: [
      { a: 'x' },
      { a__integer: 5 },
      { a__float: 1.5 },
      { a__boolean: true },
      { a__decimal: String(huge) },
      { a__timestamp: cell },
      { a__binary: new Uint8Array([1]) },
    ],
  },
  {
    name: 'texts in a variant are texts, instants or not',
    values: [1, instant, 'x'],
    columns: ['a:integer', 'a__text:text'],
    cells: [{ a: 1 }, { a__text: instant }, { a__text: 'x' }],
  },
  {
    name: 'a number column takes all numbers of the window, wherever other values stand',
    values: [1, 'x', 1.5],
    columns: ['a:float', 'a__text:text'],
    cells: [{ a: 1 }, { a__text: 'x' }, { a: 1.5 }],
  },
]

test.each(cases)('$name', ({ values, columns, cells }) => {
  const { schema, rows, problems, warnings } = flattenRecords(values.map((a, id) => ({ id, a })))
  expect(problems).toEqual([])
  expect(dataColumns(schema)).toEqual(columns)
  expect(rows['']).toEqual(cells.map((cells, id) => ({ id, ...cells })))
  const variants = columns.filter((column) => /^a__(?!tostring)/.test(column))
  expect(warnings.map(({ code, path }) => `${code} ${path}`)).toEqual(variants.map(() => 'variant_column a'))
})

test('an instance of a class counts as the object of its own fields', () => {
  const { rows } = flattenRecords([{ id: 1, a: new Point() }])
  expect(rows['']).toEqual([{ id: 1, a__x: 1 }])
})

describe('what no type holds', () => {
  test.each<readonly [string, unknown, string]>([
    ['a function', () => 1, 'unsupported_value at a'],
    ['a symbol', Symbol('x'), 'unsupported_value at a'],
    ['a Map', new Map(), 'unsupported_value at a'],
    ['a Set in an array', [new Set()], 'unsupported_value at a'],
    ['an error', new RangeError('x'), 'unsupported_value at a'],
    ['an invalid Date', new Date(Number.NaN), 'invalid_date at a'],
    ['a boxed number', Object(5), 'unsupported_value at a'],
    ['a value deep inside', { b: [{ c: { d: () => 1 } }] }, 'unsupported_value at a.b.c.d'],
  ])('%s is rejected', (_, value, problem) => {
    const flattened = flattenRecords([{ id: 1, a: value, z: [1] }, { id: 2 }])
    expect(problemsIn(flattened)).toEqual([problem])
    expect(flattened.rows).toEqual({ '': [{ id: 2 }] })
    expect(dataColumns(flattened.schema)).toEqual([])
  })

  test.each<readonly [string, readonly unknown[]]>([
    ['integers', [1, Number.NaN]],
    ['texts', ['x', Infinity]],
    ['decimals', [huge, Number.NaN]],
    ['booleans', [true, -Infinity]],
  ])('NaN and the infinities are rejected among %s', (_, values) => {
    const flattened = flattenRecords(values.map((a, id) => ({ id, a })))
    expect(problemsIn(flattened)).toEqual(['not_finite at a'])
    expect(flattened.rows['']).toHaveLength(1)
  })
})

describe('types that the destination lacks are text', () => {
  const lacking = (...missing: readonly string[]): typeof defaultCapabilities => ({
    ...defaultCapabilities,
    types: defaultCapabilities.types.filter((type) => !missing.includes(type)),
  })

  test.each<readonly [string, readonly unknown[], readonly string[]]>([
    ['boolean', [true, 'x'], ['true', 'x']],
    ['integer', [5, wide], ['5', String(wide)]],
    ['decimal', [huge], [String(huge)]],
    ['timestamp', [instant], [instant]],
    ['binary', [Buffer.from('hi')], ['aGk=']],
  ])('%s', (type, values, texts) => {
    const capabilities = lacking(type)
    const { schema, rows } = flattenRecords(
      values.map((a, id) => ({ id: `r${id}`, a })),
      { capabilities },
    )
    expect(dataColumns(schema)).toEqual(['a:text'])
    expect(rows['']?.map(({ a }) => a)).toEqual(texts)
  })

  test('declared ones are judged before they become text', () => {
    const options = { capabilities: lacking('integer', 'json'), columns: { a: 'integer', b: 'json' } as const }
    const { schema, rows } = flattenRecords(
      [
        { id: 'r', a: '15.0', b: { y: 1, x: 2 } },
        { id: 's', a: 'x' },
      ],
      options,
    )
    expect(dataColumns(schema)).toEqual(['a:text', 'b:text', 'a__text:text'])
    expect(rows['']).toEqual([
      { id: 'r', a: '15', b: '{"x":2,"y":1}' },
      { id: 's', a__text: 'x' },
    ])
  })
})
