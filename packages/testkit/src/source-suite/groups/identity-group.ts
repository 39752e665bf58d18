import { contractVersion } from '@millrace/core/plugin'
import { keyPaths, keyText, valueAt } from '../record-key.ts'
import { readSlices } from '../read-slice.ts'
import { listPartitionsOf } from '../source-bench.ts'
import type { SourceGroup } from '../suite.ts'

/** Whether a source, its streams and its records can be told apart, and found again. */
export function identityGroup({ test, expect, create }: SourceGroup): void {
  test('the source carries the contract, a name and a version', async ({ subject: { source } }) => {
    expect(source.contract).toBe(contractVersion)
    expect(source.name).toMatch(/^[a-z][a-z0-9_-]*$/)
    expect(Number.isSafeInteger(source.savepointVersion)).toBe(true)
  })

  test('its streams are listed alike each time, each name once', async ({ subject, streams, context }) => {
    const names = streams.map(({ name }) => name)
    expect(names).not.toHaveLength(0)
    expect(names).not.toContain('')
    expect([...new Set(names)]).toEqual(names)
    expect((await subject.source.streams(context)).map(({ name }) => name)).toEqual(names)
    expect(subject.source.streamNames ?? names).toEqual(names)
    const other = await create()
    try {
      expect((await other.source.streams(context)).map(({ name }) => name)).toEqual(names)
    } finally {
      await other.close?.()
    }
  })

  test('its partitions are listed alike each time, each once', async ({ subject, streams, slices, context }) => {
    for (const stream of streams) {
      const first = slices.filter((slice) => slice.stream === stream).map(({ partition }) => partition)
      const again = await listPartitionsOf(subject, stream, context)
      expect({ stream: stream.name, partitions: again }).toEqual({ stream: stream.name, partitions: first })
      expect([...new Set(first)]).toEqual(first)
      expect(first.filter((partition) => typeof partition !== 'string')).toEqual([])
    }
  })

  test('every record has the fields of its primary key', async ({ slices, limits }) => {
    const problems = (await readSlices(slices, limits)).flatMap(({ slice, records }) =>
      keyPaths(slice.stream).flatMap((path) => {
        const without = records.filter((record) => valueAt(record, path) === undefined).length
        return without === 0 ? [] : [`${slice.name}: ${without} records have no '${path}', a field of the primary key`]
      }),
    )
    expect(problems).toEqual([])
  })

  test(
    'no two records of a full read have the same key',
    async ({ streams, slices, limits }) => {
      const problems: string[] = []
      for (const stream of streams.filter(({ primaryKey }) => primaryKey !== undefined)) {
        const reads = await readSlices(
          slices.filter((slice) => slice.stream === stream),
          limits,
        )
        const keys = reads.flatMap(({ records }) => records.flatMap((record) => keyText(stream, record) ?? []))
        const repeated = keys.length - new Set(keys).size
        if (repeated > 0) problems.push(`stream ${stream.name}: ${repeated} records repeat a key`)
      }
      expect(problems).toEqual([])
    },
    ['uniqueKeys'],
  )
}
