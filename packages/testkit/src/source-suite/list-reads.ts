import type { ReadMode } from '@millrace/core/plugin'
import { readSlice } from './read-slice.ts'
import type { SliceRead } from './read-slice.ts'
import type { SourceBench } from './source-bench.ts'

export interface ModeRead {
  readonly mode: ReadMode
  readonly read: SliceRead
}

/** Reads everything from the beginning, in each mode that a stream has for it. */
export async function listReads({ slices, limits }: SourceBench): Promise<readonly ModeRead[]> {
  const reads: ModeRead[] = []
  for (const slice of slices) {
    const { incremental } = slice.stream
    const modes: readonly ReadMode[] = incremental === undefined ? ['full'] : ['full', 'incremental']
    for (const mode of modes) reads.push({ mode, read: await readSlice(slice, limits, { mode }) })
  }
  return reads
}
