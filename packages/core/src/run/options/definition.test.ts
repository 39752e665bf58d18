import { defaultCapabilities } from '../../contract/capabilities.ts'
import { describe, expect, it } from 'vitest'
import { resolveOne } from '../../../test/support/resolve-stream.ts'
import type { ColumnSchema, StreamSchema } from '../../contract/table-schema.ts'
import type { StreamDefinition } from '../../contract/stream.ts'
import { compareDefinitions, isSameDefinition } from './definition.ts'
import type { DefinitionChange, DefinitionEffect } from './definition.ts'
import type { StreamOptions } from './pipeline-options.ts'

interface Setting {
  readonly stream?: Partial<StreamDefinition>
  readonly own?: StreamOptions
}

const keyed = { primaryKey: 'id', incremental: 'cursor', cursor: 'updated' } as const
const first = (): boolean => true
const second = (): boolean => false

const noTables: StreamSchema = { stream: 'orders', version: 0, isKeyed: true, tables: [] }

/** What a run with one setting finds when it comes after a run with another. */
async function compare(before: Setting, after: Setting, columns?: readonly ColumnSchema[]): Promise<DefinitionChange> {
  const [old, wanted] = await Promise.all(
    [before, after].map(({ stream, own }) => resolveOne({ ...keyed, ...stream }, own)),
  )
  if (old === undefined || wanted === undefined) throw new Error('not resolved')
  const root = { path: '', steps: [], name: 'orders', columns: columns ?? [], rootKey: ['id'], key: ['id'] }
  const stored = columns === undefined ? noTables : { ...noTables, version: 1, tables: [root] }
  // As it comes back from a destination that stores JSON.
  const definition = JSON.parse(JSON.stringify(old.definition)) as typeof old.definition
  return compareDefinitions(definition, wanted.definition, stored, {
    ...wanted.tableOptions,
    capabilities: defaultCapabilities,
  })
}

const cases: readonly (readonly [name: string, before: Setting, after: Setting, effect: DefinitionEffect])[] = [
  ['the same', {}, {}, 'nothing'],
  ['primary key', {}, { stream: { primaryKey: ['id', 'shop'] } }, 'rebuild'],
  ['order of the key', { stream: { primaryKey: ['a', 'b'] } }, { stream: { primaryKey: ['b', 'a'] } }, 'rebuild'],
  ['one key as a list', {}, { stream: { primaryKey: ['id'] } }, 'nothing'],
  ['naming', {}, { own: { naming: 'snake' } }, 'rebuild'],
  ['the default naming, spelt out', {}, { own: { naming: 'lower' } }, 'nothing'],
  ['naming of one’s own', {}, { own: { naming: (segment) => segment } }, 'rebuild'],
  ['json paths', {}, { own: { json: ['meta'] } }, 'rebuild'],
  ['order of json paths', { own: { json: ['a', 'b'] } }, { own: { json: ['b', 'a'] } }, 'nothing'],
  ['maxDepth', {}, { own: { maxDepth: 2 } }, 'rebuild'],
  ['a declared child table', {}, { stream: { tables: { items: { unordered: true } } } }, 'rebuild'],
  [
    'key of elements',
    { stream: { tables: { items: { elementKey: 'sku' } } } },
    { stream: { tables: { items: { elementKey: 'id' } } } },
    'rebuild',
  ],
  [
    'order of child tables',
    { stream: { tables: { a: { unordered: true }, b: {} } } },
    { stream: { tables: { b: {}, a: { unordered: true } } } },
    'nothing',
  ],
  [
    'what a child table is said to be',
    { stream: { tables: { a: {} } } },
    { stream: { tables: { a: { description: 'text' } } } },
    'nothing',
  ],
  ['cursor', {}, { stream: { cursor: 'changed' } }, 'backfill'],
  ['filter added', {}, { own: { filter: first } }, 'backfill'],
  ['filter removed', { own: { filter: first } }, {}, 'backfill'],
  ['filter without a version', { own: { filter: first } }, { own: { filter: second } }, 'unknown'],
  [
    'filter of another version',
    { own: { filter: { version: '1', apply: first } } },
    { own: { filter: { version: '2', apply: first } } },
    'backfill',
  ],
  [
    'filter of the same version',
    { own: { filter: { version: '1', apply: first } } },
    { own: { filter: { version: '1', apply: second } } },
    'nothing',
  ],
  [
    'filter that got a version, even the text that stands for none',
    { own: { filter: first } },
    { own: { filter: { version: 'unknown', apply: first } } },
    'backfill',
  ],
  [
    'filter that lost its version',
    { own: { filter: { version: '1', apply: first } } },
    { own: { filter: first } },
    'backfill',
  ],
  ['transform added', {}, { own: { transform: (record) => record } }, 'backfill'],
  [
    'transform without a version',
    { own: { transform: (record) => record } },
    { own: { transform: (record) => record } },
    'unknown',
  ],
  ['fields taken away', {}, { own: { fields: { exclude: ['a'] } } }, 'nothing'],
  [
    'more fields taken away',
    { own: { fields: { exclude: ['a'] } } },
    { own: { fields: { exclude: ['b', 'a'] } } },
    'nothing',
  ],
  [
    'a field taken back',
    { own: { fields: { exclude: ['a', 'b'] } } },
    { own: { fields: { exclude: ['a'] } } },
    'backfill',
  ],
  ['all fields taken back', { own: { fields: { exclude: ['a'] } } }, {}, 'backfill'],
  ['an empty exclusion', {}, { own: { fields: { exclude: [] } } }, 'nothing'],
  ['only some fields', {}, { own: { fields: { include: ['a'] } } }, 'nothing'],
  ['fewer fields', { own: { fields: { include: ['a', 'b'] } } }, { own: { fields: { include: ['b'] } } }, 'nothing'],
  ['more fields', { own: { fields: { include: ['a'] } } }, { own: { fields: { include: ['a', 'b'] } } }, 'backfill'],
  ['all fields again', { own: { fields: { include: ['a'] } } }, {}, 'backfill'],
  ['another way round', { own: { fields: { exclude: ['a'] } } }, { own: { fields: { include: ['b'] } } }, 'backfill'],
  [
    'drift, deletions, limits and table names',
    {},
    { own: { drift: 'freeze', deletions: 'mark', rejectLimit: 1, tables: { '': 'o' } } },
    'nothing',
  ],
]

describe('compareDefinitions', () => {
  it.each(cases)('%s', async (_name, before, after, effect) => {
    const change = await compare(before, after)
    expect(change.effect).toBe(effect)
    expect(effect === 'nothing' || change.reasons.length === 1).toBe(true)
  })

  it('asks for nothing where nothing stands', async () => {
    const { definition, tableOptions } = await resolveOne(keyed, { filter: first })
    expect(
      compareDefinitions(undefined, definition, noTables, { ...tableOptions, capabilities: defaultCapabilities }),
    ).toEqual({
      effect: 'nothing',
      reasons: [],
    })
  })

  it('names the gravest effect and every reason', async () => {
    const after = { own: { filter: first, naming: 'snake', fields: { exclude: ['a'] } } } as const
    const change = await compare({}, after)
    expect(change.effect).toBe('rebuild')
    expect(change.reasons).toHaveLength(3)
    expect(change.reasons[0]).toBe('naming changed from "lower" to "snake"')
  })

  it('compares parameters by value', async () => {
    const parameters = anySchema()
    const stream = { parameters }
    const before = { stream, own: { parameters: { shop: 1n, tags: ['a', 'b'] } } }
    const same = { stream, own: { parameters: { tags: ['a', 'b'], shop: 1n } } }
    const other = { stream, own: { parameters: { shop: 1n, tags: ['b', 'a'] } } }
    expect((await compare(before, same)).effect).toBe('nothing')
    expect((await compare(before, other)).effect).toBe('backfill')
  })

  it('takes a part that an older version did not store for one that is not set', async () => {
    const { definition, tableOptions } = await resolveOne(keyed)
    const { maxDepth: _maxDepth, transform: _transform, ...older } = definition
    expect(
      compareDefinitions(older, definition, noTables, { ...tableOptions, capabilities: defaultCapabilities }).effect,
    ).toBe('nothing')
  })
})

describe('declared columns', () => {
  const price: ColumnSchema = { name: 'price', type: 'integer', role: 'data', path: 'price', isDeclared: true }

  it('asks for a rebuild when a declared type or a name changes', async () => {
    const retyped = await compare({}, { own: { columns: { price: 'decimal' } } }, [price])
    expect(retyped).toEqual({ effect: 'rebuild', reasons: ['column price is declared decimal, it was integer'] })
    const renamed = await compare({}, { own: { columns: { price: { type: 'integer', name: 'amount' } } } }, [price])
    expect(renamed).toEqual({ effect: 'rebuild', reasons: ['column price is to be named amount, it is price'] })
  })

  it('asks for nothing where the columns are as declared, or do not stand yet', async () => {
    const same = await compare({}, { own: { columns: { price: { type: 'integer', name: 'price' } } } }, [price])
    expect(same).toEqual({ effect: 'nothing', reasons: [] })
    const missing = await compare({}, { own: { columns: { weight: 'decimal' } } }, [price])
    expect(missing).toEqual({ effect: 'nothing', reasons: [] })
  })

  it('does not mistake a variant column for the column', async () => {
    const variant: ColumnSchema = { name: 'price__text', type: 'text', role: 'data', path: 'price', isVariant: true }
    const change = await compare({}, { own: { columns: { price: { type: 'integer', name: 'price' } } } }, [
      variant,
      price,
    ])
    expect(change.effect).toBe('nothing')
  })
})

describe('isSameDefinition', () => {
  it('does not look at the order of keys, at any depth', () => {
    const left = { naming: 'lower', childTables: { a: { unordered: true, valueColumn: 'v' }, b: {} } }
    const right = { childTables: { b: {}, a: { valueColumn: 'v', unordered: true } }, naming: 'lower' }
    expect(isSameDefinition(left, right)).toBe(true)
  })

  it('looks at values and at the order of lists', () => {
    expect(isSameDefinition({ primaryKey: ['a', 'b'] }, { primaryKey: ['b', 'a'] })).toBe(false)
    expect(isSameDefinition({ maxDepth: 1 }, { maxDepth: '1' })).toBe(false)
  })
})

function anySchema(): NonNullable<StreamDefinition['parameters']> {
  return { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } }
}
