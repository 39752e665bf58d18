import { cursorProblems } from '../cursor-problems.ts'
import { declarationProblems } from '../declaration-problems.ts'
import { readSlices } from '../read-slice.ts'
import type { SourceGroup } from '../suite.ts'

/** Whether what a stream says of itself is possible, and true of its records. */
export function streamsGroup({ test, expect }: SourceGroup): void {
  test('declarations are valid', async ({ streams }) => {
    expect(streams.flatMap(declarationProblems)).toEqual([])
  })

  test('every record has the cursor, in the order that is promised', async ({ slices, limits }) => {
    const withCursor = slices.filter(({ stream }) => stream.cursor !== undefined)
    expect((await readSlices(withCursor, limits)).flatMap(cursorProblems)).toEqual([])
  })
}
