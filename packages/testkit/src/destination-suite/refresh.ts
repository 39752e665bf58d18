import type { StreamOutcome, StreamPublish } from '@millrace/core/plugin'
import type { TestEntry } from './table-batches.ts'
import { streamPlan } from './stream-plan.ts'
import type { TestRun } from './test-run.ts'
import type { TestStream } from './test-stream.ts'

/** A full refresh of a stream in one go: a generation of one partition, published with its deletions. */
export async function refresh(
  run: TestRun,
  stream: TestStream,
  entries: readonly TestEntry[],
  options: Partial<StreamPublish> = {},
): Promise<StreamOutcome> {
  const generation = await run.beginGeneration(stream)
  const partition = await run.begin(stream, '', generation)
  await partition.stage(...entries)
  await partition.stageDurably({ isDone: true })
  await run.findMissing(stream, { scopes: [[]] })
  const plan = { generation: generation.id, comparesCursor: false, appliesMissing: true, ...options }
  return run.publishOne(stream, streamPlan(stream, plan))
}
