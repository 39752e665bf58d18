import { memoryDestination } from '@millrace/core'
import type { MemoryDestination } from '@millrace/core'
import type { StoredSavepoint } from '@millrace/core/plugin'
import { FaultBench } from '../../../src/fault-bench/fault-bench.ts'
import type { FaultBenchOptions } from '../../../src/fault-bench/fault-bench.ts'
import { faultPipelineId } from '../../../src/fault-bench/fault-pipeline.ts'
import type { SyntheticOptions } from '../../../src/synthetic-source/synthetic-options.ts'
import { syntheticSource } from '../../../src/synthetic-source/synthetic-source.ts'
import { memorySubject } from '../../../src/fault-bench/memory-subject.ts'

export interface MemoryBenchOptions extends Pick<FaultBenchOptions, 'pipeline' | 'stream' | 'project'> {
  readonly synthetic: SyntheticOptions
}

/** A bench over a memory destination, to look into directly. Its leases end by the clock of the source's world. */
export class MemoryBench extends FaultBench {
  readonly memory: MemoryDestination

  constructor(options: MemoryBenchOptions) {
    const synthetic = syntheticSource(options.synthetic)
    const memory = memoryDestination({ now: () => synthetic.world.now().getTime() })
    const subject = memorySubject(memory, () => undefined)
    super({ ...options, synthetic, subject, reopen: () => subject })
    this.memory = memory
  }

  get savepoints(): readonly StoredSavepoint[] {
    return this.memory.savepoints(faultPipelineId, this.synthetic.stream.name)
  }
}
