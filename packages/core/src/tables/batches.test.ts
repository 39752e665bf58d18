import { describe, expect, test } from 'vitest'
import { rowOperation } from '../contract/batch.ts'
import { createTableEngine } from './create-table-engine.ts'
import type { Identity, TableEngine, TableOptions } from './table-engine.ts'
import { nothingStored, rowsOf, tableOptions } from './testing/flatten-records.ts'

function engineFor(options: Partial<TableOptions> = {}): TableEngine {
  const resolved = tableOptions(options)
  return createTableEngine(resolved, nothingStored(resolved))
}

function identityOf(engine: TableEngine, record: Record<string, unknown>): Identity {
  const answer = engine.identify(record)
  if (answer.type === 'problem') throw new Error(answer.code)
  return answer
}

describe('operations', () => {
  test('are rows that name a key, and the cursor', () => {
    const engine = engineFor({ cursor: 'at', scopeColumns: ['owner'], hasPartitions: true })
    const records = [1, 2, 3].map((id) => ({ id, at: id * 10, owner: 'o', name: 'n' }))
    engine.inferKeys(records)
    engine.infer(records)
    const batch = engine.startBatch({ partition: 'eu', runNumber: 1 })
    const [one, two, three] = records.map((record) => identityOf(engine, record))
    if (one === undefined || two === undefined || three === undefined) throw new Error('no identities')
    batch.add(records[0] ?? {}, 5, one)
    batch.addOperation(rowOperation.deleteByFilter, two, 6)
    batch.addOperation(rowOperation.seen, { ...three, cursor: null }, 7)
    const [root] = batch.build()
    expect(root).toMatchObject({ path: '', rowCount: 3, ordinals: [5, 6, 7] })
    expect([...(root?.operations ?? [])]).toEqual([rowOperation.upsert, rowOperation.deleteByFilter, rowOperation.seen])
    expect(rowsOf(root === undefined ? [] : [root])['']).toEqual([
      { id: 1, _mr_partition: 'eu', at: 10, owner: 'o', name: 'n' },
      { id: 2, at: 20 },
      { id: 3 },
    ])
  })

  test('grow with the batch', () => {
    const engine = engineFor()
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    for (let id = 0; id < 1000; id++) batch.addOperation(rowOperation.seen, identityOf(engine, { id }), id)
    expect([...(batch.build()[0]?.operations ?? [])]).toEqual(Array.from({ length: 1000 }, () => rowOperation.seen))
  })
})

describe('ordinals', () => {
  test('name the record of each row, in every table', () => {
    const batch = engineFor().startBatch({ partition: '', runNumber: 1 })
    batch.add({ id: 1, l: ['a', 'b'] }, 10, undefined)
    batch.add({ id: null, l: ['rejected'] }, 11, undefined)
    batch.add({ id: 3, l: ['c'] }, 12, undefined)
    expect(batch.build().map(({ path, ordinals }) => [path, ordinals])).toEqual([
      ['', [10, 12]],
      ['l', [10, 10, 12]],
    ])
  })
})

describe('a stream without a key', () => {
  test('names its rows by run, partition and ordinal', () => {
    const engine = engineFor({ primaryKey: [], hasPartitions: true, cursor: 'at' })
    const batch = engine.startBatch({ partition: 'a-1', runNumber: 7 })
    batch.add({ at: 5, l: ['x'] }, 3, undefined)
    expect(rowsOf(batch.build())).toEqual({
      '': [{ _mr_id: '7-a-1-3', _mr_partition: 'a-1', at: 5 }],
      l: [{ user__mr_id: '7-a-1-3', _index: 0, value: 'x' }],
    })
    expect(engine.schema).toMatchObject({ isKeyed: false, cursor: 'at', tables: [{ rootKey: ['_mr_id'] }, {}] })
    expect(batch.build()[0]).not.toHaveProperty('operations')
  })
})

describe('a batch', () => {
  test('says how many records it has, and roughly how large it is', () => {
    const batch = engineFor().startBatch({ partition: '', runNumber: 1 })
    expect([batch.records, batch.bytes]).toEqual([0, 0])
    batch.add({ id: 1, text: 'x'.repeat(1000), l: ['y'.repeat(1000)] }, 0, undefined)
    expect(batch.records).toBe(1)
    expect(batch.bytes).toBeGreaterThan(2000)
    expect(batch.bytes).toBeLessThan(3000)
    const { bytes } = batch
    batch.add({ id: 2, text: 'z'.repeat(1000), bad: () => 1 }, 1, undefined)
    expect([batch.records, batch.bytes]).toEqual([1, bytes])
  })

  test('of several at once are kept apart', () => {
    const engine = engineFor()
    const [one, other] = ['a', 'b'].map((partition) => engine.startBatch({ partition, runNumber: 1 }))
    one?.add({ id: 1, a: 1 }, 0, undefined)
    other?.add({ id: 2, b: 2, l: [1] }, 0, undefined)
    one?.add({ id: 3, b: 3, l: [2] }, 1, undefined)
    expect(rowsOf(one?.build() ?? [])).toEqual({
      '': [
        { id: 1, a: 1 },
        { id: 3, b: 3 },
      ],
      l: [{ user_id: 3, _index: 0, value: 2 }],
    })
    expect(rowsOf(other?.build() ?? [])).toEqual({
      '': [{ id: 2, b: 2 }],
      l: [{ user_id: 2, _index: 0, value: 1 }],
    })
  })

  test('has every column as long as the table, and no columns without values', () => {
    const batch = engineFor({ columns: { never: 'text' } }).startBatch({ partition: '', runNumber: 1 })
    batch.add({ id: 1, a: 1 }, 0, undefined)
    batch.add({ id: 2 }, 1, undefined)
    expect(batch.build()[0]?.columns.map(({ name, type, values }) => [name, type, values])).toEqual([
      ['id', 'integer', [1, 2]],
      ['a', 'integer', [1, null]],
    ])
  })

  test('is the same whatever order the keys of the records have', () => {
    const engine = engineFor()
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    const keys = ['id', ...'abcdefghijklmnopqrst'.split('')]
    for (let id = 0; id < 500; id++) {
      const rotated = keys.map((_, index) => keys[(index * 8 + id) % keys.length] ?? '')
      batch.add(
        Object.fromEntries(
          rotated.filter((key) => key !== 'c' || id % 3 > 0).map((key) => [key, key === 'id' ? id : key]),
        ),
        id,
        undefined,
      )
    }
    const rows = rowsOf(batch.build())[''] ?? []
    const letters = keys.slice(1)
    expect(rows).toEqual(
      Array.from({ length: 500 }, (_, id) => ({
        ...Object.fromEntries(letters.filter((key) => key !== 'c' || id % 3 > 0).map((key) => [key, key])),
        id,
      })),
    )
  })
})
