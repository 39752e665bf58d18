import { canonicalText } from '../../canonical-text.ts'
import { partProblems } from '../part-problems.ts'
import { listReads } from '../list-reads.ts'
import { readSlices } from '../read-slice.ts'
import type { SliceRead } from '../read-slice.ts'
import { keyPaths, valueAt } from '../record-key.ts'
import type { SourceGroup } from '../suite.ts'

/** Whether reads yield what the contract allows, and leave it alone afterwards. */
export function readGroup({ test, expect }: SourceGroup): void {
  test('a full read ends', async ({ slices, limits }) => {
    expect(await readSlices(slices, limits)).toHaveLength(slices.length)
  })

  test('a full read brings the records that are expected', async ({ subject, streams, slices, limits }) => {
    const reads = await readSlices(slices, limits)
    const problems = streams.flatMap((stream) => {
      const wanted = subject.streams?.[stream.name]?.minRecords ?? 1
      const found = countRecords(reads.filter(({ slice }) => slice.stream === stream))
      return found >= wanted ? [] : [`stream ${stream.name}: ${found} records came, at least ${wanted} are expected`]
    })
    expect(problems).toEqual([])
  })

  test('parts are of known kinds, and whole', async (bench) => {
    const problems: string[] = []
    for (const { read, mode } of await listReads(bench)) {
      for (const part of read.parts) {
        const found = partProblems(part, read.slice.stream, mode)
        problems.push(...found.map((problem) => `${read.slice.name}: ${problem}`))
      }
    }
    expect([...new Set(problems)]).toEqual([])
  })

  test('records are objects', async (bench) => {
    const problems = (await listReads(bench)).flatMap(({ read }) => {
      const others = read.records.filter((record) => !isPlainRecord(record)).length
      return others === 0 ? [] : [`${read.slice.name}: ${others} records are no objects`]
    })
    expect(problems).toEqual([])
  })

  test('no key is null', async (bench) => {
    const problems = (await listReads(bench)).flatMap(({ read }) =>
      keyPaths(read.slice.stream).flatMap((path) => {
        const empty = read.records.filter((record) => valueAt(record, path) === null).length
        return empty === 0 ? [] : [`${read.slice.name}: '${path}', a field of the primary key, is null ${empty} times`]
      }),
    )
    expect(problems).toEqual([])
  })

  test(
    'a second read brings the same records',
    async ({ slices, limits }) => {
      const first = await readSlices(slices, limits)
      const second = await readSlices(slices, limits)
      const problems = first.flatMap((read, index) => {
        const difference = countDifferences(read.records, second[index]?.records ?? [])
        return difference === 0 ? [] : [`${read.slice.name}: ${difference} records are not the same the second time`]
      })
      expect(problems).toEqual([])
    },
    ['repeatable'],
  )

  test('what was yielded is not changed afterwards', async (bench) => {
    const problems = (await listReads(bench)).flatMap(({ read }) =>
      read.changedParts.length === 0
        ? []
        : [`${read.slice.name}: ${read.changedParts.length} parts were changed after they had been yielded`],
    )
    expect(problems).toEqual([])
  })
}

function countRecords(reads: readonly SliceRead[]): number {
  return reads.reduce((sum, { records }) => sum + records.length, 0)
}

function isPlainRecord(record: unknown): boolean {
  return typeof record === 'object' && record !== null && !Array.isArray(record)
}

function countDifferences(left: readonly unknown[], right: readonly unknown[]): number {
  const counts = new Map<string, number>()
  for (const text of left.map(canonicalText)) counts.set(text, (counts.get(text) ?? 0) + 1)
  for (const text of right.map(canonicalText)) counts.set(text, (counts.get(text) ?? 0) - 1)
  return counts.values().reduce((sum, count) => sum + Math.abs(count), 0)
}
