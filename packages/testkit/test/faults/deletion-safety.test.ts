import { expect, test } from 'vitest'
import { causeCode } from '../../src/fault-bench/fault-bench.ts'
import type { SyntheticOptions } from '../../src/synthetic-source/synthetic-options.ts'
import { dumpTables } from './support/dump-tables.ts'
import { MemoryBench } from './support/memory-bench.ts'

const kinds: Readonly<Record<string, SyntheticOptions>> = {
  'with a key': { savepointEvery: 1 },
  'with partitions': { savepointEvery: 1, partitions: 3, key: 'text' },
  'without a key': { savepointEvery: 1, key: 'none' },
  'scopes, deletions silent': {
    incremental: 'savepoint',
    scopes: { windows: 3 },
    deletes: 'silent',
    savepointEvery: 1,
    isDeclared: true,
  },
}

function benchOf(synthetic: SyntheticOptions): MemoryBench {
  return new MemoryBench({ synthetic: { rows: 40, pageSize: 5, ...synthetic }, pipeline: { commitAfterRecords: 10 } })
}

test.each(
  Object.entries(kinds).flatMap(([name, synthetic]) =>
    (['half', 'all'] as const).map((omits) => ({ name, synthetic, omits })),
  ),
)('a source that leaves out $omits and ends without an error empties nothing: $name', async (given) => {
  const bench = benchOf(given.synthetic)
  await bench.succeed()
  const before = dumpTables(bench.memory)
  bench.synthetic.inject({ omits: given.omits })
  expect(causeCode(await bench.run())).toBe('deletion_guard')
  expect(dumpTables(bench.memory)).toEqual(before)
  bench.synthetic.inject({})
  bench.world.update(3)
  bench.world.remove(2)
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})

test.each(Object.entries(kinds))('a source that throws on its last page: %s', async (_name, synthetic) => {
  const bench = benchOf(synthetic)
  await bench.succeed()
  const before = dumpTables(bench.memory)
  bench.world.remove(2)
  bench.synthetic.inject({ throwsAt: { row: 40, times: Infinity } })
  expect(causeCode(await bench.run())).toBe('synthetic_failed')
  expect(await bench.check({ truth: 'savepoints', mayKeepRemoved: true })).toEqual([])
  if (synthetic.incremental === undefined) expect(dumpTables(bench.memory)).toEqual(before)
  expect(bench.memory.table('entries')).toHaveLength(40)

  bench.synthetic.inject({})
  await bench.succeed()
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})

test.each(Object.entries(kinds))('a run that rejects some deletes none of them: %s', async (_name, synthetic) => {
  const bench = benchOf(synthetic)
  await bench.succeed()
  bench.world.remove([1, 2].map((row) => (synthetic.key === 'text' ? `row-${String(row).padStart(9, '0')}` : row)))
  const isThrowing = (record: Readonly<Record<string, unknown>>): boolean => {
    if (String(record['id']).endsWith('0')) throw new Error('this record cannot be judged')
    return true
  }
  const { streams } = await bench.succeed({ stream: { filter: isThrowing, mode: 'full' } })
  const rejected = 4
  expect(streams['entries']?.rejected).toBe(rejected)
  // Without a key there is nothing by which a row could be kept: it is a reject instead.
  expect(bench.memory.table('entries')).toHaveLength(synthetic.key === 'none' ? 38 - rejected : 38)
  expect(bench.memory.rejects('p', 'entries')).toHaveLength(rejected)

  await bench.succeed({ stream: { mode: 'full' } })
  expect(await bench.check()).toEqual([])
})

test('rejects in a window that was read again whole, and in which they did not come, are settled', async () => {
  const bench = benchOf(kinds['scopes, deletions silent'] ?? {})
  const filter = (record: Readonly<Record<string, unknown>>): boolean => {
    if (String(record['id']).endsWith('0')) throw new Error('this record cannot be judged')
    return true
  }
  await bench.succeed({ stream: { filter } })
  expect(bench.memory.rejects('p', 'entries').map(({ id }) => id)).toEqual(['key:10', 'key:20', 'key:30', 'key:40'])
  bench.world.remove([10, 30])
  await bench.succeed({ stream: { filter } })
  expect(bench.memory.rejects('p', 'entries').map(({ id }) => id)).toEqual(['key:20', 'key:40'])
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})

test.each(['nullKey', 'missingKey', 'notAnObject'] as const)(
  'a record without a readable key (%s) suspends deletions, which come with the next sound run',
  async (kind) => {
    const bench = benchOf({ savepointEvery: 1, poison: { every: 20, kinds: [kind] } })
    await bench.succeed()
    bench.world.remove([1, 2])
    const { warnings } = await bench.succeed()
    expect(warnings.map(({ code }) => code)).toContain('deletions_suspended')
    expect(await bench.check({ mayKeepRemoved: true })).toEqual([
      // Rows that were removed still stand.
      '38 records are at the source, but 38 stand and 2 are rejects',
    ])
    bench.world.update([20, 40])
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  },
)

const interrupted = [false, true].flatMap((hasPrior) =>
  [1, 17, 40].flatMap((row) => [0, 3].map((partitions) => ({ hasPrior, row, partitions }))),
)

test.each(interrupted)(
  'a full refresh broken off at row $row, then a normal run (prior rows: $hasPrior, partitions: $partitions)',
  async ({ hasPrior, row, partitions }) => {
    const bench = benchOf({ incremental: 'savepoint', savepointEvery: 1, partitions })
    if (hasPrior) await bench.succeed()
    bench.world.update(5)
    bench.synthetic.inject({ throwsAt: { row, times: Infinity } })
    expect(causeCode(await bench.run({ stream: { mode: 'full' } }))).toBe('synthetic_failed')
    expect(await bench.check({ truth: 'savepoints' })).toEqual([])
    expect(bench.memory.tableNames().includes('entries') ? bench.memory.table('entries').length : 0).toBe(
      hasPrior ? 40 : 0,
    )
    bench.synthetic.inject({})
    bench.world.update(3)
    bench.world.remove(3)
    await bench.succeed()
    expect(await bench.check({ truth: 'savepoints' })).toEqual([])
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  },
)

test.each([{ skips: ['p1'] }, { retired: ['p1'] }])('rows of a partition that was not read stay: %o', async (fault) => {
  const bench = benchOf({ partitions: 3, savepointEvery: 1 })
  await bench.succeed()
  bench.synthetic.inject(fault)
  bench.world.remove([2, 5])
  await bench.succeed()
  const partitionOf = bench.memory.table('entries').map((row) => row['_mr_partition'])
  expect(partitionOf.filter((partition) => partition === 'p1')).toHaveLength(13)
  expect(await bench.check({ mayKeepRemoved: true, truth: 'savepoints' })).toEqual([])
  bench.synthetic.inject({})
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})

test.each(['mark', 'keep'] as const)('deletions by policy %s take nothing away', async (deletions) => {
  const bench = benchOf({ savepointEvery: 1 })
  await bench.succeed()
  bench.world.remove(4)
  await bench.succeed({ pipeline: { deletions } })
  expect(bench.memory.table('entries')).toHaveLength(40)
  const marked = bench.memory.table('entries').filter((row) => (row['_mr_deleted_at'] ?? null) !== null)
  expect(marked).toHaveLength(deletions === 'mark' ? 4 : 0)
  await bench.succeed()
  expect(await bench.check()).toEqual([])
})
