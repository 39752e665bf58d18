import { readSlices } from '../read-slice.ts'
import { settle, waitForStrayWork } from '../settle.ts'
import type { Slice, SourceBench } from '../source-bench.ts'
import { demand } from '../suite.ts'
import type { SourceGroup } from '../suite.ts'

/** Whether a read goes no faster than it is pulled, and stops when it is given up. */
export function pullGroup({ test, expect }: SourceGroup): void {
  test(
    'nothing is asked of the origin before the first pull',
    async ({ subject, slices }) => {
      const probe = demand(subject.probe, 'probe', 'probe')
      const problems: string[] = []
      for (const slice of slices) {
        const before = probe()
        const iterator = slice.stream.read(slice.request())[Symbol.asyncIterator]()
        await waitForStrayWork()
        if (probe() > before) problems.push(`${slice.name}: asks for ${probe() - before} before it is pulled`)
        await iterator.return?.()
      }
      expect(problems).toEqual([])
    },
    ['probe'],
  )

  test(
    'at most one part is read ahead',
    async (bench) => {
      const probe = demand(bench.subject.probe, 'probe', 'probe')
      const slice = await longestSlice(bench, 4)
      const { perPart } = await measure(slice, bench, probe)
      const before = probe()
      const iterator = slice.stream.read(slice.request())[Symbol.asyncIterator]()
      await iterator.next()
      await waitForStrayWork()
      const asked = probe() - before
      await iterator.return?.()
      // The part itself, the next one, and a question to begin with.
      const allowed = 2 * perPart + 1
      expect(
        asked <= allowed ? [] : [`${slice.name}: asks for ${asked} while one part is pulled; ${allowed} are enough`],
      ).toEqual([])
    },
    ['probe'],
  )

  test('after return() nothing comes any more', async (bench) => {
    const slice = await longestSlice(bench, 2)
    const iterator = slice.stream.read(slice.request())[Symbol.asyncIterator]()
    await iterator.next()
    if (iterator.return === undefined)
      throw new Error(`${slice.name}: the read has no return(), so it cannot be given up`)
    const outcome = await settle(iterator.return(), bench.limits.graceInMs)
    expect(outcome.type === 'late' ? 'return() does not end within the grace time' : outcome.type).toBe('value')
    const after = await settle(iterator.next(), bench.limits.graceInMs)
    expect(after.type === 'value' && after.value.done !== true ? ['a part is yielded after return()'] : []).toEqual([])
  })

  test(
    'after return() the origin is left alone, and all is released',
    async (bench) => {
      const probe = demand(bench.subject.probe, 'probe', 'probe')
      const slice = await longestSlice(bench, 2)
      const handles = bench.subject.openHandles?.()
      const iterator = slice.stream.read(slice.request())[Symbol.asyncIterator]()
      await iterator.next()
      await settle(Promise.resolve(iterator.return?.()), bench.limits.graceInMs)
      const asked = probe()
      await waitForStrayWork()
      expect(probe() - asked).toBe(0)
      expect(bench.subject.openHandles?.()).toBe(handles)
    },
    ['probe'],
  )
}

async function longestSlice({ slices, limits }: SourceBench, minParts: number): Promise<Slice> {
  const reads = [...(await readSlices(slices, limits))].sort((left, right) => right.parts.length - left.parts.length)
  const [longest] = reads
  if (longest !== undefined && longest.parts.length >= minParts) return longest.slice
  throw new Error(`no read gives ${minParts} parts: let \`create\` use smaller pages`)
}

/** What a part costs on average, at least 1. */
async function measure(slice: Slice, { limits }: SourceBench, probe: () => number): Promise<{ perPart: number }> {
  const before = probe()
  const [read] = await readSlices([slice], limits)
  return { perPart: Math.max(1, Math.ceil((probe() - before) / Math.max(1, read?.parts.length ?? 1))) }
}
