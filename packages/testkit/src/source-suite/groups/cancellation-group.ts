import { getEventListeners } from 'node:events'
import { cancelBetween, cancelBefore, cancelDuring } from '../cancel-read.ts'
import { readSlice, readSlices } from '../read-slice.ts'
import type { Slice, SourceBench } from '../source-bench.ts'
import type { SourceGroup } from '../suite.ts'

/** Whether a read that is cancelled ends by throwing `signal.reason`, soon and without another part. */
export function cancellationGroup({ test, expect }: SourceGroup): void {
  test('cancelled before it is pulled', async (bench) => {
    expect(await cancelAll(bench, 1, cancelBefore)).toEqual([])
  })

  test('cancelled between two parts', async (bench) => {
    expect(await cancelAll(bench, 2, cancelBetween)).toEqual([])
  })

  test('cancelled while a part is awaited', async (bench) => {
    expect(await cancelAll(bench, 3, cancelDuring)).toEqual([])
  })

  test('no listener is left on the signal', async ({ slices, limits }) => {
    const problems: string[] = []
    for (const slice of slices) {
      const { signal } = new AbortController()
      await readSlice(slice, limits, { signal })
      const left = getEventListeners(signal, 'abort').length
      if (left > 0) problems.push(`${slice.name}: ${left} listeners are left on the signal after a read`)
    }
    expect(problems).toEqual([])
  })
}

async function cancelAll(
  { slices, limits }: SourceBench,
  minParts: number,
  cancel: (slice: Slice, graceInMs: number) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const reads = await readSlices(slices, limits)
  const usable = reads.filter(({ parts }) => parts.length >= minParts).map(({ slice }) => slice)
  if (usable.length === 0) return [`no read gives ${minParts} parts: let \`create\` use smaller pages`]
  const problems: string[] = []
  for (const slice of usable) {
    const found = await cancel(slice, limits.graceInMs)
    problems.push(...found.map((problem) => `${slice.name}: ${problem}`))
  }
  return problems
}
