import { describe, expect, test } from 'vitest'
import { defaultCapabilities } from '../contract/capabilities.ts'
import type { SourceRecord } from '../contract/json.ts'
import type { TableOptions } from './table-engine.ts'
import { columnsOf, dataColumns, flattenRecords } from './testing/flatten-records.ts'

interface Case {
  readonly name: string
  readonly records: readonly SourceRecord[]
  readonly options?: Partial<TableOptions>
  readonly columns: readonly string[]
  readonly row: Readonly<Record<string, unknown>>
}

const cases: readonly Case[] = [
  {
    name: 'fields become columns, nested ones joined by two underscores',
    records: [{ id: 1, name: 'Ada', automaticLock: { firstDay: 'MONDAY', older: { amount: 5 } } }],
    columns: ['name:text', 'automaticlock__firstday:text', 'automaticlock__older__amount:integer'],
    row: { id: 1, name: 'Ada', automaticlock__firstday: 'MONDAY', automaticlock__older__amount: 5 },
  },
  {
    name: 'snake naming splits words',
    records: [{ id: 1, automaticLock: { firstDay: 'MONDAY' }, HTTPServer: 'x' }],
    options: { naming: 'snake' },
    columns: ['automatic_lock__first_day:text', 'http_server:text'],
    row: { id: 1, automatic_lock__first_day: 'MONDAY', http_server: 'x' },
  },
  {
    name: 'a function names each segment',
    records: [{ id: 1, a: { b: 1 } }],
    options: { naming: (segment) => `f_${segment}` },
    columns: ['f_a__f_b:integer'],
    row: { f_id: 1, f_a__f_b: 1 },
  },
  {
    name: 'null and undefined make no column, nor does an empty object',
    records: [{ id: 1, a: null, b: undefined, c: {}, d: { e: { f: null } } }],
    columns: [],
    row: { id: 1 },
  },
  {
    name: 'two paths that meet in one name get two columns',
    records: [{ id: 1, fooBar: 1, foobar: 2, 'a.b': 3, a: { b: 4 }, a__b: 5 }],
    columns: ['foobar:integer', 'foobar_c3ab8ff1:integer', 'a.b:integer', 'a__b:integer', 'a__b_63e5c1c4:integer'],
    row: { id: 1, foobar: 1, foobar_c3ab8ff1: 2, 'a.b': 3, a__b: 4, a__b_63e5c1c4: 5 },
  },
  {
    name: 'names that the engine keeps for itself get a hash',
    records: [{ id: 1, _index: 2, _mr_run: 3, _index_x: 4 }],
    columns: ['_index_be943c5c:integer', '_mr_run_c74625db:integer', '_index_x:integer'],
    row: { id: 1, _index_be943c5c: 2, _mr_run_c74625db: 3, _index_x: 4 },
  },
  {
    name: 'where case makes no difference, names that differ in case only are the same',
    records: [{ id: 1, a: 2, A: 3 }],
    options: {
      naming: (segment) => segment,
      capabilities: { ...defaultCapabilities, identifierCase: 'insensitive' },
    },
    columns: ['a:integer', 'A_559aead0:integer'],
    row: { id: 1, a: 2, A_559aead0: 3 },
  },
  {
    name: 'a name that is too long is cut',
    records: [{ id: 1, a_rather_long_name: 2 }],
    options: { capabilities: { ...defaultCapabilities, maxIdentifierLength: { count: 16, unit: 'bytes' } } },
    columns: ['a_rathe_f14608d6:integer'],
    row: { id: 1, a_rathe_f14608d6: 2 },
  },
  {
    name: 'keys may be called anything',
    records: [{ id: 1, '': 2, 'sp ace': 3, 日本: 4, 'tab\t': 5, [`__proto__`]: { x: 6 }, constructor: 7, toString: 8 }],
    columns: [
      '_:integer',
      'sp ace:integer',
      '日本:integer',
      'tab_:integer',
      '__proto____x:integer',
      'constructor:integer',
      'tostring:integer',
    ],
    row: { id: 1, _: 2, 'sp ace': 3, 日本: 4, tab_: 5, __proto____x: 6, constructor: 7, tostring: 8 },
  },
  {
    name: 'an object and a scalar at one path are two things',
    records: [
      { id: 1, rate: { amount: 5 } },
      { id: 2, rate: 6 },
    ],
    columns: ['rate__amount:integer', 'rate:integer'],
    row: { id: 1, rate__amount: 5 },
  },
]

test.each(cases)('$name', ({ records, options, columns, row }) => {
  const { schema, rows } = flattenRecords(records, options)
  expect(dataColumns(schema)).toEqual(columns)
  expect(rows['']?.[0]).toEqual(row)
})

describe('order of columns', () => {
  test('keys, partition, declared ones, the others as they appear; those of the destination last', () => {
    const { schema } = flattenRecords([{ late: 1, id: 1, b: 2, region: 'eu' }], {
      primaryKey: ['region', 'id'],
      columns: { b: 'integer', a: 'text' },
      hasPartitions: true,
    })
    expect(columnsOf(schema).map(({ name, role, type }) => `${name} ${role} ${type}`)).toEqual([
      'region key text',
      'id key integer',
      '_mr_partition partition text',
      'b data integer',
      'a data text',
      'late data integer',
      '_mr_run system text',
      '_mr_synced_at system timestamp',
      '_mr_deleted_at system timestamp',
    ])
  })

  test('is that of first appearance over all records', () => {
    const { schema } = flattenRecords([
      { id: 1, a: 1, b: { c: 2 } },
      { id: 2, e: 3, b: { d: 4 } },
    ])
    expect(dataColumns(schema)).toEqual(['a:integer', 'b__c:integer', 'e:integer', 'b__d:integer'])
  })
})

describe('inherited fields', () => {
  test('are never read', () => {
    const inherited = Object.create(Object.create(null) as object) as Record<string, unknown>
    Object.assign(Object.getPrototypeOf(inherited) as object, { inherited: 1 })
    Object.assign(inherited, { id: 1, own: 2 })
    expect(flattenRecords([inherited]).rows['']).toEqual([{ id: 1, own: 2 }])
  })

  test('are not read either where somebody extended every object', () => {
    const everyPrototype = Object.getPrototypeOf({}) as object
    Object.defineProperty(everyPrototype, 'everywhere', {
      value: 1,
      writable: true,
      enumerable: true,
      configurable: true,
    })
    try {
      expect(flattenRecords([{ id: 1, everywhere: 2, a: { b: 3 } }, { id: 2 }]).rows['']).toEqual([
        { id: 1, everywhere: 2, a__b: 3 },
        { id: 2 },
      ])
    } finally {
      Reflect.deleteProperty(everyPrototype, 'everywhere')
    }
  })
})

describe('warnings', () => {
  test('say once which names were changed', () => {
    const records = [1, 2, 3].map((id) => ({ id, fooBar: 1, foobar: 2, ['x'.repeat(70)]: 3 }))
    expect(flattenRecords(records).warnings.map(({ code, path }) => [code, path])).toEqual([
      ['name_collision', 'foobar'],
      ['name_cut', 'x'.repeat(70)],
    ])
  })

  test('of one code end after a hundred', () => {
    const long = (index: number): string => `${'x'.repeat(70)}${index}`
    const record = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [long(index), 1]))
    const { warnings } = flattenRecords([{ ...record, id: 1 }])
    expect(warnings).toHaveLength(101)
    expect(warnings.at(-1)).toEqual({
      code: 'name_cut',
      message: 'there are more warnings like this: name_cut',
      stream: 'users',
    })
  })
})
