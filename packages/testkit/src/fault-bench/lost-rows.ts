import type { FaultBench } from './fault-bench.ts'
import { faultPipelineId } from './fault-pipeline.ts'

/** Rows up to the stored savepoints that cannot be stored, and of which no reject is kept either. */
export async function lostRows(bench: FaultBench): Promise<readonly string[]> {
  const stream = bench.synthetic.stream.name
  const rejects = await bench.subject.reader.rejects(stream, faultPipelineId)
  const kept = new Set(rejects.map(({ id }) => id))
  const { streams } = await bench.inspect()
  const savepoints = streams.find((state) => state.stream === stream)?.savepoints ?? []
  return bench.world
    .truthAt(Object.fromEntries(savepoints.map(({ partition, value }) => [partition, value])))
    .filter(({ outcome, key }) => outcome === 'rejected' && !kept.has(`key:${String(key)}`))
    .map(({ row }) => `row ${row} is lost: there is no reject of it`)
}
