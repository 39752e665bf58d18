import { increments } from '../increments.ts'
import type { Increment } from '../increments.ts'
import { rangeProblems } from '../range-problems.ts'
import { givenKeyText, keyPaths, keyText, valueAt } from '../record-key.ts'
import { compareCursors, isCursor } from '../cursor-problems.ts'
import { demand } from '../suite.ts'
import type { SourceGroup } from '../suite.ts'
import type { SourceChanges, StreamChanges } from '../source-under-test.ts'

/** Whether an incremental read brings what changed, and what it costs. */
export function incrementalGroup({ test, expect }: SourceGroup): void {
  test(
    'after a change, what changed comes',
    async (bench) => {
      const { read, changes } = await increments(bench, () => demand(bench.subject.change, 'change', 'change')())
      expect([...unusableChanges(read, changes), ...missingChanges(read, changes)]).toEqual([])
    },
    ['change'],
  )

  test(
    'after a change, nothing else comes',
    async (bench) => {
      const { read, changes } = await increments(bench, () => demand(bench.subject.change, 'change', 'change')())
      expect(read.flatMap((increment) => surplus(increment, changes[increment.slice.stream.name] ?? {}))).toEqual([])
    },
    ['change', 'exactIncrements'],
  )

  test(
    'without a change, nothing comes',
    async (bench) => {
      const { read } = await increments(bench, () => ({}))
      expect(read.flatMap((increment) => surplus(increment, {}))).toEqual([])
    },
    ['exactIncrements'],
  )

  test('a range of the cursor brings what lies in it, bounds included', async ({ slices, limits }) => {
    const problems: string[] = []
    for (const slice of slices) {
      const { incremental, canReadRange = incremental === 'cursor' } = slice.stream
      if (canReadRange) problems.push(...(await rangeProblems(slice, limits)))
    }
    expect(problems).toEqual([])
  })
}

function unusableChanges(read: readonly Increment[], changes: SourceChanges): readonly string[] {
  const names = new Set(read.map(({ slice }) => slice.stream.name))
  return Object.keys(changes).some((name) => names.has(name))
    ? []
    : ['`change` changed no stream that can be read incrementally']
}

function missingChanges(read: readonly Increment[], changes: SourceChanges): readonly string[] {
  return Object.entries(changes).flatMap(([name, { changed = [], removed = [] }]) => {
    const ofStream = read.filter(({ slice }) => slice.stream.name === name)
    const [first] = ofStream
    if (first === undefined) return []
    const { stream } = first.slice
    const records = ofStream.flatMap((increment) => increment.records)
    if (keyPaths(stream).length === 0) {
      return records.length >= changed.length ? [] : [`stream ${name}: only ${records.length} records came`]
    }
    const keys = new Set(records.map((record) => keyText(stream, record)))
    const deleted = new Set(ofStream.flatMap((increment) => increment.deleted.map(givenKeyText)))
    const lost = changed.filter((key) => !keys.has(givenKeyText(key))).length
    const unreported = removed.filter((key) => !deleted.has(givenKeyText(key))).length
    return [
      ...(lost === 0 ? [] : [`stream ${name}: ${lost} of ${changed.length} changed records did not come`]),
      ...(unreported === 0 ? [] : [`stream ${name}: ${unreported} of ${removed.length} removals were not reported`]),
    ]
  })
}

/** Records that came although they neither changed nor lie on the bound that was asked for. */
function surplus(
  { slice, records, from }: Increment,
  { changed = [], removed = [] }: StreamChanges,
): readonly string[] {
  const { stream } = slice
  const wanted = new Set([...changed, ...removed].map(givenKeyText))
  const isWanted = (record: unknown): boolean => {
    const key = keyText(stream, record)
    if (key !== undefined && wanted.has(key)) return true
    const cursor = stream.cursor === undefined ? undefined : valueAt(record, stream.cursor)
    return from !== undefined && isCursor(cursor) && compareCursors(cursor, from) >= 0
  }
  const isKeyless = keyPaths(stream).length === 0
  const extra = isKeyless
    ? Math.max(0, records.length - changed.length)
    : records.filter((record) => !isWanted(record)).length
  return extra === 0 ? [] : [`${slice.name}: ${extra} records came that had not changed`]
}
