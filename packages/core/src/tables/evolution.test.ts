import { describe, expect, test } from 'vitest'
import type { SourceRecord } from '../contract/json.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { createTableEngine } from './create-table-engine.ts'
import type { TableEngine, TableOptions } from './table-engine.ts'
import { dataColumns, flattenRecords, nothingStored, rowsOf, tableOptions } from './testing/flatten-records.ts'
import type { Rows } from './testing/flatten-records.ts'

function engineWith(records: readonly SourceRecord[], options: Partial<TableOptions> = {}): TableEngine {
  const resolved = tableOptions(options)
  const engine = createTableEngine(resolved, nothingStored(resolved))
  engine.inferKeys(records)
  engine.infer(records)
  return engine
}

function add(engine: TableEngine, ...records: readonly SourceRecord[]): Rows {
  const batch = engine.startBatch({ partition: '', runNumber: 1 })
  for (const [ordinal, record] of records.entries()) expect(batch.add(record, ordinal, undefined)).toBeUndefined()
  return rowsOf(batch.build())
}

function stand(engine: TableEngine, version: number): StreamSchema {
  const schema = { ...engine.schema, version }
  engine.accept(schema)
  return schema
}

describe('revision and epoch', () => {
  test('a new column is a revision, and voids nothing', () => {
    const engine = engineWith([{ id: 1, a: 1 }])
    stand(engine, 1)
    const { revision, epoch } = engine
    add(engine, { id: 2, a: 2 })
    expect([engine.revision, engine.epoch]).toEqual([revision, epoch])
    add(engine, { id: 3, b: 2 })
    expect([engine.revision, engine.epoch]).toEqual([revision + 1, epoch])
    expect(engine.schema.version).toBe(1)
  })

  test('a wider column voids the batches before', () => {
    const engine = engineWith([{ id: 1, a: 1 }])
    stand(engine, 1)
    const { revision, epoch } = engine
    add(engine, { id: 3, a: 1.5 })
    expect([engine.revision, engine.epoch]).toEqual([revision + 1, epoch + 1])
    expect(dataColumns(engine.schema)).toEqual(['a:float'])
  })

  test('a rejected record is neither', () => {
    const engine = engineWith([{ id: 1, a: 1, t: 'x' }])
    stand(engine, 1)
    const before = [engine.revision, engine.epoch, engine.schema]
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    const record = { id: 2, neu: 1, list: [{ x: 1 }], a: 1.5, t: 5, o: { x: { y: 1 } }, last: () => 1 }
    expect(batch.add(record, 0, undefined)).toMatchObject({ code: 'unsupported_value', path: 'last' })
    expect([engine.revision, engine.epoch, engine.schema]).toEqual(before)
    expect(engine.takeWarnings()).toEqual([])
    expect(batch.build()).toEqual([])
    expect(add(engine, { id: 3, list: ['x'] })['list']).toEqual([{ user_id: 3, _index: 0, value: 'x' }])
  })

  test('an engine that wants what stands begins with revision 0', () => {
    const stored = { ...engineWith([{ id: 1, a: 1, l: [1] }]).schema, version: 3 }
    const engine = createTableEngine(tableOptions(), stored)
    expect([engine.revision, engine.epoch, engine.needsWindow]).toEqual([0, 0, false])
    expect(engine.schema).toEqual(stored)
  })
})

describe('numbers widen in place after the window', () => {
  test.each<readonly [name: string, values: readonly unknown[], type: string, cells: readonly unknown[]]>([
    ['integer to float', [1, 1.5], 'float', [1, 1.5]],
    ['integer to decimal', [1, 2n ** 70n], 'decimal', ['1', String(2n ** 70n)]],
    ['float to decimal', [1.5, 2n ** 53n + 1n], 'decimal', ['1.5', String(2n ** 53n + 1n)]],
    ['integers that floats do not hold to decimal', [2n ** 53n + 1n, 0.5], 'decimal', [String(2n ** 53n + 1n), '0.5']],
    ['step by step', [1, 1.5, 2n ** 70n + 1n], 'decimal', ['1', '1.5', String(2n ** 70n + 1n)]],
    ['a BigInt that the float holds does not', [1.5, 2n ** 60n], 'float', [1.5, 2 ** 60]],
  ])('%s', (_, values, type, cells) => {
    const records = values.map((a, id) => ({ id, a }))
    const { schema, rows } = flattenRecords(records, {}, { window: 1, batchSize: 1 })
    expect(dataColumns(schema)).toEqual([`a:${type}`])
    expect(rows['']?.map(({ a }) => a)).toEqual(cells)
  })
})

describe('a refused widening', () => {
  test.each([
    ['by path', ''],
    ['by name', 'users'],
  ])('named %s puts the values into variants, for ever', (_, table) => {
    const engine = engineWith([{ id: 1, a: 1 }])
    stand(engine, 1)
    add(engine, { id: 2, a: 1.5 })
    const { revision, epoch } = engine
    engine.refuse([{ table, column: 'a', reason: 'a view' }])
    expect(engine.revision).toBeGreaterThan(revision)
    expect(engine.epoch).toBeGreaterThan(epoch)
    // What no float holds exactly, a decimal may.
    expect(add(engine, { id: 2, a: 1.5 })['']).toEqual([{ id: 2, a: '1.5' }])
    engine.refuse([{ table, column: 'a', reason: 'a view' }])
    expect(add(engine, { id: 2, a: 1.5 }, { id: 3, a: 5 }, { id: 4, a: 2n ** 70n })['']).toEqual([
      { id: 2, a__float: 1.5 },
      { id: 3, a: 5 },
      { id: 4, a__decimal: String(2n ** 70n) },
    ])
    expect(dataColumns(engine.schema)).toEqual(['a:integer', 'a__float:float', 'a__decimal:decimal'])
    const again = createTableEngine(tableOptions(), stand(engine, 2))
    expect(add(again, { id: 5, a: 2.5 })['']).toEqual([{ id: 5, a__float: 2.5 }])
  })

  test('survives that somebody else changes the tables', () => {
    const engine = engineWith([{ id: 1, a: 1 }])
    const schema = stand(engine, 1)
    engine.refuse([{ table: '', column: 'a', reason: 'a view' }])
    engine.reset({ ...schema, version: 2 })
    expect(add(engine, { id: 2, a: 1.5 })['']).toEqual([{ id: 2, a__float: 1.5 }])
  })
})

describe('somebody else changes the tables', () => {
  const theirs = engineWith([{ id: 1, b: 'theirs', l: ['x'] }]).schema

  test('theirs are taken over, own wishes come up again with the records', () => {
    const engine = engineWith([{ id: 1, a: 1 }])
    const { revision, epoch } = engine
    engine.reset({ ...theirs, version: 7 })
    expect(engine.revision).toBeGreaterThan(revision)
    expect(engine.epoch).toBeGreaterThan(epoch)
    expect(engine.schema).toMatchObject({ version: 7, tables: [{ path: '' }, { path: 'l' }] })
    expect(dataColumns(engine.schema)).toEqual(['b:text'])
    expect(add(engine, { id: 1, a: 1, b: 5 })['']).toEqual([{ id: 1, a: 1, b__integer: 5 }])
  })

  test('a batch begun before goes on without harm', () => {
    const engine = engineWith([{ id: 1, a: 1 }])
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    batch.add({ id: 1, a: 1 }, 0, undefined)
    engine.reset({ ...theirs, version: 7 })
    batch.add({ id: 2, a: 2, c: 3 }, 1, undefined)
    expect(rowsOf(batch.build())['']).toEqual([
      { id: 1, a: 1 },
      { id: 2, a: 2, c: 3 },
    ])
    expect(dataColumns(engine.schema)).toEqual(['b:text'])
  })

  test('an answer with columns that nobody asked for is taken over like that', () => {
    const engine = engineWith([{ id: 1, a: 1 }])
    const { epoch } = engine
    engine.accept({ ...theirs, version: 7 })
    expect(engine.epoch).toBeGreaterThan(epoch)
    expect(dataColumns(engine.schema)).toEqual(['b:text'])
  })

  test('an answer to an older wish keeps the newer ones', () => {
    const engine = engineWith([{ id: 1, a: 1 }])
    const asked = engine.schema
    add(engine, { id: 2, b: 1, a: 1.5 })
    const { revision, epoch } = engine
    engine.accept({ ...asked, version: 1 })
    expect([engine.revision, engine.epoch, engine.schema.version]).toEqual([revision, epoch, 1])
    expect(dataColumns(engine.schema)).toEqual(['a:float', 'b:integer'])
  })
})
