import type { PipelineOptions } from '@millrace/core'
import { FaultBench, syntheticSource } from '@millrace/testkit'
import type { FaultSubject } from '@millrace/testkit'
import { postgres } from '../../../src/index.ts'
import type { PostgresOptions } from '../../../src/index.ts'
import { findLeaks } from '../../support/find-leaks.ts'
import type { TestDatabase } from '../../support/test-database.ts'
import { faultReader } from './fault-reader.ts'
import { loadOptions } from './loads.ts'
import type { Load } from './loads.ts'

export interface BenchOptions {
  readonly load: Load
  readonly database: TestDatabase
  /** The address that the destination is given. Default: that of the database. */
  readonly address?: string
  readonly destination?: Partial<PostgresOptions>
  readonly pipeline?: Partial<PipelineOptions>
}

/** A bench over a database. Ended by `closeBench`. */
export async function openBench(options: BenchOptions): Promise<FaultBench> {
  const { load, database, address = database.connectionString, destination: given, pipeline } = options
  const open = (): FaultSubject => {
    const destination = postgres({ connectionString: address, ...given })
    return { destination, reader: faultReader(database, destination), close: () => destination.close() }
  }
  return new FaultBench({
    synthetic: syntheticSource(load.synthetic),
    subject: open(),
    reopen: open,
    stream: load.stream,
    pipeline: { ...loadOptions, ...pipeline },
  })
}

/** Closes the store, removes the database, and answers what was left behind. */
export async function closeBench(bench: FaultBench, database: TestDatabase): Promise<readonly string[]> {
  await bench.subject.close()
  const leaks = await findLeaks(database)
  await database.drop()
  return leaks
}

/** A first run without any fault, after which the source changes: the next one has something to do of every kind. */
export async function loadPrior(bench: FaultBench): Promise<void> {
  await bench.succeed()
  bench.world.update(8)
  bench.world.write(20)
  bench.world.remove(4)
  bench.world.advance(10_000)
}
