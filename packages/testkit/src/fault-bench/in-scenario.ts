import { syntheticSource } from '../synthetic-source/synthetic-source.ts'
import { FaultBench } from './fault-bench.ts'
import type { FaultStores } from './fault-subject.ts'
import type { FaultScenario } from './fault-scenarios.ts'
import { loadOnce } from './load-once.ts'

/** Arranges a scenario in a new store, has work done in it, and removes the store. */
export async function inScenario<Answer>(
  stores: FaultStores,
  { kind, synthetic, hasPrior }: FaultScenario,
  work: (bench: FaultBench, store: string) => Promise<Answer>,
): Promise<Answer> {
  const store = await stores.create()
  try {
    const bench = new FaultBench({
      synthetic: syntheticSource(synthetic),
      subject: await stores.open(store),
      reopen: () => stores.open(store),
      stream: kind.stream,
      pipeline: kind.pipeline,
    })
    try {
      if (hasPrior) await loadOnce(bench, kind)
      return await work(bench, store)
    } finally {
      await bench.subject.close()
    }
  } finally {
    await stores.remove(store)
  }
}
