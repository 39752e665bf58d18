import { expect, test } from 'vitest'
import type { SyntheticFaults, SyntheticOptions } from '../../src/synthetic-source/synthetic-options.ts'
import { dumpTables } from './support/dump-tables.ts'
import { MemoryBench } from './support/memory-bench.ts'

type Duplicates = NonNullable<SyntheticFaults['duplicates']>

const duplicates: Readonly<Record<string, Duplicates>> = {
  'in a part': { type: 'in-part', every: 3 },
  'across parts': { type: 'across-parts', every: 4 },
  'in overlapping windows': { type: 'overlap', rows: 3 },
}
const streams: Readonly<Record<string, SyntheticOptions>> = {
  full: {},
  savepoint: { incremental: 'savepoint', savepointEvery: 2 },
  'savepoint, partitions': { incremental: 'savepoint', partitions: 3, savepointEvery: 1, key: 'composite' },
  cursor: { incremental: 'cursor', ties: 3 },
  'cursor, unsorted': { incremental: 'cursor', isUnsorted: true, key: 'text' },
}
const cases = Object.entries(duplicates).flatMap(([where, fault]) =>
  Object.entries(streams).map(([stream, synthetic]) => ({ name: `${where}, ${stream}`, fault, synthetic })),
)

test.each(cases)('the same key twice $name: whatever the sizes, the tables are the same', async (given) => {
  const sizes = [1, 7, 1000].flatMap((batchSize) => [5, 50].map((pageSize) => ({ batchSize, pageSize })))
  const dumps = []
  for (const { batchSize, pageSize } of sizes) {
    const bench = new MemoryBench({
      synthetic: { ...given.synthetic, rows: 40, isDeclared: true, pageSize, faults: { duplicates: given.fault } },
      pipeline: { batchSize, commitAfterRecords: 10 },
    })
    await bench.succeed()
    expect(await bench.check()).toEqual([])
    bench.world.update(12)
    bench.world.write(6)
    bench.world.remove(3)
    bench.world.advance(10_000)
    await bench.succeed()
    expect(await bench.check()).toEqual([])
    dumps.push(dumpTables(bench.memory))
  }
  for (const dump of dumps) expect(dump).toEqual(dumps[0])
})

test.each(cases)(
  'the same key twice $name is counted as superseded or unchanged, never inserted twice',
  async (given) => {
    const bench = new MemoryBench({
      synthetic: { ...given.synthetic, rows: 40, pageSize: 5, faults: { duplicates: given.fault } },
    })
    const { streams: counts } = await bench.succeed()
    const { read = 0, inserted, superseded = 0, unchanged = 0, updated = 0 } = counts['entries'] ?? {}
    expect(inserted).toBe(40)
    expect(superseded + unchanged + updated).toBe(read - 40)
    expect(read).toBeGreaterThan(40)
  },
)
