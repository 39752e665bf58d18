import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SourceRecord } from '../contract/json.ts'
import { createTableEngine } from './create-table-engine.ts'
import type { DriftPolicy } from './table-engine.ts'
import { nothingStored, tableOptions } from './testing/flatten-records.ts'

class Money {
  readonly #cents = 5

  toJSON(): string {
    return `${this.#cents}`
  }
}

const oddities: readonly (() => unknown)[] = [
  () => {
    const cycle: Record<string, unknown> = {}
    cycle['self'] = [cycle]
    return cycle
  },
  () => ({
    get broken(): never {
      throw new Error('a getter')
    },
  }),
  () => ({
    toJSON() {
      throw new Error('toJSON')
    },
  }),
  () => new Money(),
  () => new Date(Number.NaN),
  () => new Map([[1, 2]]),
  () => new Proxy({ a: 1 }, {}),
  () => new Proxy([1], {}),
  () => {
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    return proxy
  },
  () =>
    new Proxy(
      {},
      {
        ownKeys() {
          throw new Error('a trap')
        },
      },
    ),
  () =>
    new Proxy({}, { get: () => 1, has: () => true, ownKeys: () => ['x'], getOwnPropertyDescriptor: () => undefined }),
  () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as unknown,
  () => Object.create({ inherited: 1 }) as unknown,
  () => Object.assign(Object.create(null) as object, { a: 1 }),
  () => Array.from({ length: 3 }, () => [[[]]]),
  () => new Uint8Array(2),
  () => new DataView(new ArrayBuffer(2)),
  () => Symbol('s'),
  () => () => 1,
  () => Number.NaN,
  () => Object.freeze({ frozen: true }),
  () => nested(10_000, (inner) => ({ inner })),
  () => nested(10_000, (inner) => [inner]),
  () => /regular/,
  () => new WeakMap(),
  () => new Error('error'),
  () => Object('boxed') as unknown,
]

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 1
  for (let level = 0; level < levels; level++) value = wrap(value)
  return value
}

/** Made where it is used: fast-check itself cannot hold some of them. */
class Oddity {
  readonly make: () => unknown

  constructor(make: () => unknown) {
    this.make = make
  }
}

const oddity = fc.constantFrom(...oddities).map((make) => new Oddity(make))

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withTypedArray: true,
  withSparseArray: true,
  withNullPrototype: true,
  withObjectString: true,
  withBoxedValues: true,
  withUnicodeString: true,
})

const field = fc.oneof(oddity, anything, fc.array(oddity, { maxLength: 2 }))
const key = fc.constantFrom('id', 'a', 'b', 'c', '__proto__', 'constructor')
const record = fc
  .array(fc.tuple(key, field), { maxLength: 5 })
  .map((entries) => new Oddity(() => Object.fromEntries(entries.map(([key, field]) => [key, materialized(field)]))))
const garbage = fc.oneof(
  { weight: 6, arbitrary: record },
  { weight: 1, arbitrary: oddity },
  { weight: 1, arbitrary: anything },
)

function materialized(value: unknown): unknown {
  if (value instanceof Oddity) return value.make()
  return Array.isArray(value) ? value.map(materialized) : value
}

const policies: readonly DriftPolicy[] = ['evolve', 'discardValue', 'discardRecord']

test('whatever comes is stored, or rejected with a path; nothing crashes, no prototype is touched', () => {
  const before = Reflect.ownKeys(Object.prototype).length
  fc.assert(
    fc.property(
      fc.array(garbage, { maxLength: 5 }),
      fc.nat({ max: 5 }),
      fc.constantFrom(...policies),
      (values, window, drift) => {
        const options = tableOptions({ drift, scopeColumns: ['a'], cursor: 'b' })
        const engine = createTableEngine(options, nothingStored(options))
        // The types say that records are objects; what comes from a source may be anything.
        const records = values.map(materialized) as SourceRecord[]
        engine.inferKeys(records.slice(0, window))
        engine.infer(records.slice(0, window))
        const batch = engine.startBatch({ partition: '', runNumber: 1 })
        let added = 0
        for (const [ordinal, record] of records.entries()) {
          const identity = engine.identify(record)
          const problem = identity.type === 'problem' ? identity : batch.add(record, ordinal, identity)
          if (problem === undefined) added++
          else expect(problem).toMatchObject({ path: expect.any(String) as string, code: expect.any(String) as string })
        }
        for (const table of batch.build()) {
          if (table.path === '') expect(table.rowCount).toBe(added)
          for (const column of table.columns) expect(column.values).toHaveLength(table.rowCount)
        }
      },
    ),
    { numRuns: 500 },
  )
  expect(Reflect.ownKeys(Object.prototype)).toHaveLength(before)
  expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false)
})
