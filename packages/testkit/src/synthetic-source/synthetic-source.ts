import { defineSource } from '@millrace/core/plugin'
import type { JsonValue, Source, Stream } from '@millrace/core/plugin'
import { ChangeLog } from './change-log.ts'
import { checkSyntheticOptions } from './check-options.ts'
import { FaultState } from './fault-state.ts'
import { ReadProbe } from './read-probe.ts'
import type { SyntheticProbe } from './read-probe.ts'
import { formatSavepoint, parseSavepoint } from './savepoint-value.ts'
import type { SavepointValue } from './savepoint-value.ts'
import type { SyntheticFaults, SyntheticOptions } from './synthetic-options.ts'
import { acknowledge, createSyntheticStream } from './synthetic-stream.ts'
import { createWorld } from './synthetic-world.ts'
import type { SyntheticWorld } from './synthetic-world.ts'

/** A source whose truth is known. */
export interface Synthetic {
  readonly source: Source
  /** Its only stream; several synthetic sources can be put together into one source. */
  readonly stream: Stream
  readonly world: SyntheticWorld
  readonly probe: SyntheticProbe
  /** Replaces all faults; `{}` ends them. */
  inject(faults: SyntheticFaults): void
  /** Tells it what was acknowledged to the same source in another process. */
  acknowledge(partition: string, savepoint: JsonValue): void
  /** What has happened so far, as options of the same source in another process. */
  history(): SyntheticHistory
}

/** What made a synthetic source what it is now, as plain JSON. */
export type SyntheticHistory = Required<Pick<SyntheticOptions, 'acknowledged' | 'changes'>>

const startsAt = Date.UTC(2026, 0, 1)

/** Makes a source of made-up rows with a log of its own truth. The same options give the same rows everywhere. */
export function syntheticSource(options: SyntheticOptions = {}): Synthetic {
  checkSyntheticOptions(options)
  const { rows = 100, tickInMs = 1000, ties = 1 } = options
  const log = new ChangeLog({ rows, startsAt, tickInMs, ties, late: options.late })
  const order = {
    seed: options.seed ?? 1,
    partitions: options.partitions ?? 0,
    isUnsorted: options.isUnsorted ?? false,
    windows: options.scopes?.windows ?? 0,
  }
  const faults = new FaultState(options.faults)
  const probe = new ReadProbe()
  const acknowledged = new Map<string, SavepointValue>()
  for (const [partition, value] of Object.entries(options.acknowledged ?? {})) {
    acknowledged.set(partition, parseSavepoint(value))
  }
  const stream = createSyntheticStream({ options, log, order, faults, probe, acknowledged })
  const world = createWorld({ options, log, order })
  for (const change of options.changes ?? []) world.change(change)
  return {
    source: defineSource({ name: 'synthetic', streams: { [stream.name]: stream } }),
    stream,
    world,
    probe,
    inject: (next) => faults.inject(next),
    acknowledge: (partition, savepoint) => acknowledge(acknowledged, partition, savepoint),
    history: () => ({
      acknowledged: Object.fromEntries(
        [...acknowledged].map(([partition, value]) => [partition, formatSavepoint(value)]),
      ),
      changes: world.changes(),
    }),
  }
}
