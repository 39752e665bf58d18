import { expect, test } from 'vitest'
import { keylessPoison, poisonKinds, poisonOutcomes } from '../../src/synthetic-source/poison.ts'
import type { PoisonKind } from '../../src/synthetic-source/poison.ts'
import type { SyntheticOptions } from '../../src/synthetic-source/synthetic-options.ts'
import { MemoryBench } from './support/memory-bench.ts'

const every = 5
const modes: Readonly<Record<string, SyntheticOptions>> = {
  full: {},
  savepoint: { incremental: 'savepoint', savepointEvery: 1 },
  cursor: { incremental: 'cursor' },
}
const cases = Object.entries(modes).flatMap(([mode, synthetic]) =>
  poisonKinds.map((kind) => ({ mode, kind, synthetic })),
)

function poisonBench(kinds: readonly PoisonKind[], synthetic: SyntheticOptions, rows: number): MemoryBench {
  return new MemoryBench({
    synthetic: { ...synthetic, rows, pageSize: 4, poison: { every, kinds } },
    pipeline: { batchSize: 3, inferenceWindow: 6, commitAfterRecords: 6 },
  })
}

test.each(cases)('$kind, mode $mode: one reject each or stored exactly, and the neighbours load', async (given) => {
  const { kind, synthetic } = given
  const rows = kind === 'hugeText' ? 10 : 20
  const poisoned = rows / every
  const bench = poisonBench([kind], synthetic, rows)
  await bench.succeed()
  expect(await bench.check()).toEqual([])

  const rejects = bench.memory.rejects('p', 'entries')
  const isKeyless = keylessPoison.includes(kind)
  if (poisonOutcomes[kind] === 'rejected') expect(rejects).toHaveLength(poisoned)
  if (poisonOutcomes[kind] === 'stored') expect(rejects).toHaveLength(0)
  expect([0, poisoned]).toContain(rejects.length)
  expect(new Set(rejects.map(({ id }) => id)).size).toBe(rejects.length)
  expect(bench.memory.table('entries')).toHaveLength(rows - rejects.length)
  for (const { code, message, hasKey } of rejects) {
    expect(code).toMatch(/^[a-z_]+$/)
    expect(message).not.toBe('')
    expect(hasKey).toBe(!isKeyless)
  }
})

test.each(cases)('$kind, mode $mode: an update heals the record, and its reject is gone', async (given) => {
  const { kind, synthetic } = given
  const rows = kind === 'hugeText' ? 10 : 20
  const bench = poisonBench([kind], synthetic, rows)
  await bench.succeed()
  const poisonedKeys = Array.from({ length: rows / every }, (_, index) => (index + 1) * every)
  bench.world.update(poisonedKeys)
  bench.world.advance(1000)
  await bench.succeed()
  expect(await bench.check()).toEqual([])
  expect(bench.memory.table('entries')).toHaveLength(rows)
  const isKeyless = keylessPoison.includes(kind)
  // A record without a key cannot be known again: its reject is settled by a full read only.
  if (!isKeyless || given.mode === 'full') expect(bench.memory.rejects('p', 'entries')).toHaveLength(0)
})

test.each(Object.entries(modes))('all kinds together, mode %s: no prototype is polluted', async (_mode, synthetic) => {
  const before = ownNames()
  const kinds = poisonKinds.filter((kind) => kind !== 'hugeText')
  const bench = poisonBench(kinds, synthetic, every * kinds.length * 2)
  await bench.succeed()
  expect(await bench.check()).toEqual([])
  expect(Reflect.get({}, 'isPolluted')).toBeUndefined()
  expect(Reflect.get(Object, 'isPolluted')).toBeUndefined()
  expect(ownNames()).toEqual(before)
})

test('a poisoned record that comes again is one reject, however often', async () => {
  const bench = poisonBench(
    ['deepNesting', 'cycle'],
    { faults: { duplicates: { type: 'across-parts', every: 1 } } },
    20,
  )
  await bench.succeed()
  await bench.succeed()
  expect(await bench.check()).toEqual([])
  expect(bench.memory.rejects('p', 'entries')).toHaveLength(4)
})

function ownNames(): readonly (readonly PropertyKey[])[] {
  return [Object, Array, Function, String, Map].map((type) => Reflect.ownKeys(type.prototype))
}
