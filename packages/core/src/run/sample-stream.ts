import { beginWork } from './record/begin-work.ts'
import type { PartitionWork } from './record/partition-work.ts'
import { learnWindow } from './read/infer-window.ts'
import { pullParts } from './read/pull-parts.ts'
import { readItems } from './read/read-items.ts'
import { toReadRequest } from './read/read-request.ts'
import { snapshot } from './read/snapshot.ts'
import type { RunContext } from './run-context.ts'
import type { StreamLoad } from './stream-load.ts'

/** Lets the engine learn from the first records of a stream, of the first partition that has any; stores none of them. */
export async function sampleStream(context: RunContext, load: StreamLoad, size: number): Promise<void> {
  for (const partition of load.partitions) {
    const work = await beginWork(context, load, partition, undefined)
    const records = await readFirst(work, size)
    if (records.length === 0) continue
    const window = await learnWindow([{ type: 'records', records, bytes: 0 }], work)
    // What only flattening finds out, such as variants, comes with the rows, which nobody keeps.
    const builder = work.startBatch()
    const prepared = window.flatMap((item) => (item.type === 'prepared' ? item.prepared : []))
    for (const [index, outcome] of prepared.entries()) {
      if (outcome.type === 'upsert') builder.add(outcome.record, index, outcome.identity)
    }
    return
  }
}

async function readFirst(work: PartitionWork, size: number): Promise<readonly unknown[]> {
  const { options, signal } = work.context
  const { stream } = work.load.resolved
  const who = `source ${options.source.name}, stream ${stream.name}`
  const ending = new AbortController()
  const request = toReadRequest(work, undefined, AbortSignal.any([signal, ending.signal]))
  const parts = pullParts(() => stream.read(request), { signal, timeoutInMs: options.stallTimeoutInMs, who })
  const records: unknown[] = []
  try {
    for await (const item of readItems(parts, who, () => false)) {
      if (item.type === 'records') records.push(...item.records.map((record) => snapshot(record)))
      if (item.type === 'pause' || item.type === 'skipped' || records.length >= size) break
    }
  } finally {
    ending.abort(new Error('the sample is taken'))
  }
  return records.slice(0, size)
}
