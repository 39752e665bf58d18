import type { FaultBench } from './fault-bench.ts'
import type { LoadKind } from './load-kind.ts'

/** Runs once without any fault, and lets the source change. */
export async function loadOnce(bench: FaultBench, kind: LoadKind): Promise<void> {
  await bench.succeed(kind.firstStream === undefined ? {} : { stream: kind.firstStream })
  bench.world.update(5)
  bench.world.write(4)
  bench.world.remove(2)
  bench.world.advance(10_000)
}
