import { resumeProblems } from '../resume-problems.ts'
import { listReads } from '../list-reads.ts'
import { readSlice } from '../read-slice.ts'
import type { SourceGroup } from '../suite.ts'

/** Whether reading goes on from each savepoint where it ended. */
export function resumeGroup({ test, expect }: SourceGroup): void {
  test(
    'what came before a savepoint and what follows it are everything',
    async (bench) => {
      const reads = (await listReads(bench)).filter(({ read }) => read.savepoints.length > 0)
      const problems: string[] = []
      for (const { mode, read } of reads) problems.push(...(await resumeProblems(read, mode, bench.limits)))
      expect(problems).toEqual([])
      expect(reads.length > 0 ? [] : ['no read yields a savepoint']).toEqual([])
    },
    ['savepoints'],
  )

  test(
    'going on from the last savepoint does not begin again',
    async (bench) => {
      const problems: string[] = []
      for (const { mode, read } of await listReads(bench)) {
        const savepoint = read.savepoints.at(-1)
        if (savepoint === undefined || read.records.length === 0) continue
        const rest = await readSlice(read.slice, bench.limits, { mode, savepoint })
        if (rest.records.length >= read.records.length) {
          problems.push(`${read.slice.name}, mode ${mode}: all ${rest.records.length} records came again`)
        }
      }
      expect(problems).toEqual([])
    },
    ['savepoints', 'exactIncrements'],
  )
}
