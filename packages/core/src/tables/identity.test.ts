import { describe, expect, test } from 'vitest'
import { createTableEngine } from './create-table-engine.ts'
import type { TableEngine, TableOptions } from './table-engine.ts'
import { columnsOf, flattenRecords, nothingStored, tableOptions } from './testing/flatten-records.ts'

function engineFor(options: Partial<TableOptions>, window: readonly Record<string, unknown>[] = []): TableEngine {
  const resolved = tableOptions(options)
  const engine = createTableEngine(resolved, nothingStored(resolved))
  engine.inferKeys(window)
  engine.infer(window)
  return engine
}

describe('the type of a key', () => {
  test.each<readonly [name: string, ids: readonly unknown[], type: string, cells: readonly unknown[]]>([
    ['integers', [1, 2n ** 60n], 'integer', [1, 2n ** 60n]],
    ['texts', ['a', 'b'], 'text', ['a', 'b']],
    ['numbers and texts are texts', ['a', 5, 6n], 'text', ['a', '5', '6']],
    ['booleans', [true], 'boolean', [true]],
    ['instants', ['2024-01-01T10:00:00.0Z'], 'timestamp', ['2024-01-01T10:00:00Z']],
    ['instants and other texts', ['2024-01-01T10:00:00.0Z', 'x'], 'text', ['2024-01-01T10:00:00.0Z', 'x']],
    ['floats', [1, 1.5], 'float', [1, 1.5]],
    ['beyond 64 bits', [2n ** 70n], 'decimal', [String(2n ** 70n)]],
  ])('%s', (_, ids, type, cells) => {
    const records = ids.map((id) => ({ id }))
    const engine = engineFor({}, records)
    expect(columnsOf(engine.schema)[0]).toMatchObject({ name: 'id', type, role: 'key', path: 'id' })
    expect(records.map((record) => engine.identify(record))).toMatchObject(cells.map((cell) => ({ key: [cell] })))
  })

  test('is settled by the first record where there was no window', () => {
    const engine = engineFor({ tables: { tags: {} } })
    expect(columnsOf(engine.schema)[0]).toMatchObject({ type: 'text' })
    expect(engine.identify({ id: 5 })).toMatchObject({ key: [5] })
    expect(columnsOf(engine.schema)[0]).toMatchObject({ type: 'integer' })
    expect(columnsOf(engine.schema, 'tags')[0]).toMatchObject({ name: 'user_id', type: 'integer' })
    expect(engine.identify({ id: 'x' })).toMatchObject({ code: 'key_type' })
  })

  test('is declared', () => {
    const engine = engineFor({ columns: { id: { type: 'integer', name: 'number', description: 'The number' } } })
    expect(columnsOf(engine.schema)[0]).toMatchObject({ name: 'number', isDeclared: true, description: 'The number' })
    expect(engine.identify({ id: '15' })).toMatchObject({ key: [15] })
    expect(engine.identify({ id: 'x' })).toMatchObject({ code: 'key_type', path: 'id' })
  })
})

describe('a problem', () => {
  const engine = engineFor({ primaryKey: ['id', 'meta.n'], columns: { 'meta.n': 'integer' } }, [{ id: 'a' }])

  test.each<readonly [name: string, record: unknown, problem: string]>([
    ['null', { id: null, meta: { n: 1 } }, 'null_key at id'],
    ['missing', { meta: { n: 1 } }, 'null_key at id'],
    ['a part is missing', { id: 'a', meta: {} }, 'null_key at meta.n'],
    ['a scalar on the way', { id: 'a', meta: 5 }, 'null_key at meta.n'],
    ['an object', { id: { x: 1 }, meta: { n: 1 } }, 'key_type at id'],
    ['an array', { id: ['x'], meta: { n: 1 } }, 'key_type at id'],
    ['a float in a text', { id: 1.5, meta: { n: 1 } }, 'key_type at id'],
    ['NaN', { id: 'a', meta: { n: Number.NaN } }, 'key_type at meta.n'],
    ['only inherited', Object.assign(Object.create({ id: 'a' }) as object, { meta: { n: 1 } }), 'null_key at id'],
    ['a function', { id: () => 1, meta: { n: 1 } }, 'unsupported_value at id'],
    ['no object', 'text', 'not_an_object at '],
    ['an array of all', [{ id: 'a' }], 'not_an_object at '],
    ['nothing', null, 'not_an_object at '],
    [
      'a getter that throws',
      {
        get id() {
          throw new Error('secret')
        },
      },
      'getter_threw at id',
    ],
  ])('%s', (_, record, problem) => {
    const answer = engine.identify(record as Record<string, unknown>)
    expect(answer.type === 'problem' ? `${answer.code} at ${answer.path}` : answer).toBe(problem)
    expect(JSON.stringify(answer)).not.toContain('secret')
  })

  test('never contains values', () => {
    expect(engine.identify({ id: { secret: 'secret' }, meta: { n: 1 } })).toMatchObject({
      message: 'the value does not fit the type of its key column',
    })
  })
})

describe('the text of a key', () => {
  test('is different for different keys', () => {
    const engine = engineFor({ primaryKey: ['a', 'b'], columns: { a: 'text', b: 'text' } })
    const keys = [
      ['a', 'bc'],
      ['ab', 'c'],
      ['1:a', 'b'],
      ['', 'a'],
      ['a', ''],
      ['a,b', 'c'],
    ]
    const texts = keys
      .map((key) => engine.identifyKey(key))
      .map((answer) => (answer.type === 'identity' ? answer.keyText : ''))
    expect(new Set(texts).size).toBe(keys.length)
  })

  test('is the same for equal keys', () => {
    const engine = engineFor({ columns: { id: 'decimal' } })
    expect(['1.50', 1.5, '1.5'].map((id) => engine.identify({ id }))).toMatchObject(
      [1, 2, 3].map(() => ({ keyText: '1.5' })),
    )
  })
})

describe('keys that authors give', () => {
  const engine = engineFor({ primaryKey: ['id', 'at'], columns: { id: 'integer', at: 'timestamp' } })

  test('become cells, and come back', () => {
    const identity = engine.identifyKey(['5', '2024-01-01T01:00:00+01:00'])
    expect(identity).toMatchObject({ key: [5, '2024-01-01T00:00:00Z'], cursor: null, scope: {} })
    expect(engine.formatKey([5, '2024-01-01T00:00:00Z'])).toEqual([5, '2024-01-01T00:00:00Z'])
    expect(engineFor({}).formatKey(['a'])).toBe('a')
  })

  test.each([
    ['only one', '5'],
    ['too many', [1, '2024-01-01T00:00:00Z', 3]],
    ['wrong', ['x', 'y']],
  ] as const)('%s', (_, key) => {
    expect(engine.identifyKey(key)).toMatchObject({ type: 'problem', code: 'key_type' })
  })
})

describe('cursor and scope', () => {
  const options = { cursor: 'updatedAt', scopeColumns: ['owner.id', 'updatedAt'] }
  const window = [{ id: 1, updatedAt: '2024-01-01T00:00:00.000Z', owner: { id: 7 } }]

  test('are columns with fixed types', () => {
    const engine = engineFor(options, window)
    expect(engine.schema.cursor).toBe('updatedat')
    expect(engine.identify(window[0] ?? {})).toEqual({
      type: 'identity',
      key: [1],
      keyText: '1',
      cursor: '2024-01-01T00:00:00Z',
      scope: { 'owner.id': 7, updatedAt: '2024-01-01T00:00:00Z' },
    })
  })

  test('may be null', () => {
    expect(engineFor(options, window).identify({ id: 1 })).toMatchObject({
      cursor: null,
      scope: { 'owner.id': null, updatedAt: null },
    })
  })

  test('that do not fit are a problem of a record whose key is known', () => {
    const engine = engineFor(options, window)
    expect(engine.identify({ id: 1, updatedAt: 'soon' })).toMatchObject({
      type: 'problem',
      code: 'cursor_type',
      path: 'updatedAt',
      identity: { key: [1], cursor: null },
    })
    expect(engine.identify({ id: 1, owner: { id: 'x' } })).toMatchObject({ code: 'scope_type', path: 'owner.id' })
  })

  test('have no column while nobody knows their type; it is added whatever the policy', () => {
    const engine = engineFor({ ...options, drift: 'freeze' }, [{ id: 1 }])
    expect(engine.schema.cursor).toBeUndefined()
    const { revision } = engine
    engine.identify({ id: 2, updatedAt: 5 })
    expect(engine.schema.cursor).toBe('updatedat')
    expect(engine.revision).toBeGreaterThan(revision)
  })

  test('stand beside the JSON text of the object that holds them', () => {
    const inside = { json: ['meta'], cursor: 'meta.at', primaryKey: ['meta.id'] }
    const records = [{ meta: { id: 'a', at: 5 } }]
    const { schema, rows } = flattenRecords(records, inside)
    expect(rows['']).toEqual([{ meta__id: 'a', meta__at: 5, meta: '{"at":5,"id":"a"}' }])
    const again = flattenRecords(records, inside, { stored: { ...schema, version: 1 } })
    expect([again.engine.revision, again.rows]).toEqual([0, rows])
    const declared = engineFor({ ...inside, columns: { 'meta.at': 'timestamp' } })
    expect(declared.schema.cursor).toBe('meta__at')
  })

  test('are written from the identity, whatever became of the record', () => {
    const engine = engineFor({ ...options, primaryKey: ['meta.id'] }, [
      { meta: { id: 'a', x: 1 }, updatedAt: 1, owner: { id: 7 } },
    ])
    const raw = { meta: { id: 'a', x: 1 }, updatedAt: 5, owner: { id: 7 } }
    const identity = engine.identify(raw)
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    if (identity.type === 'identity') batch.add({ meta: { id: 'changed', x: 2 }, updatedAt: 'changed' }, 0, identity)
    const columns = batch.build()[0]?.columns.map(({ name, values }) => [name, values[0]]) ?? []
    expect(Object.fromEntries(columns)).toEqual({ meta__id: 'a', meta__x: 2, updatedat: 5, owner__id: 7 })
  })
})
