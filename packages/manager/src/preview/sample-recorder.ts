import type { Part } from '@millrace/core/plugin'
import { copyPart } from './copy-part.ts'
import type { Sample, SamplePause } from './sample.ts'

/** Takes so many records of a stream, over all its partitions, and keeps the parts they came in. */
export class SampleRecorder implements Sample {
  readonly #parts = new Map<string, Part[]>()
  readonly #skipped = new Set<string>()
  readonly #wanted: number
  #records = 0
  isCut = false
  pause: SamplePause | undefined

  constructor(maxRecords: number) {
    this.#wanted = maxRecords
  }

  get parts(): ReadonlyMap<string, readonly Part[]> {
    return this.#parts
  }

  get skipped(): readonly string[] {
    return [...this.#skipped]
  }

  /** How many came so far. */
  get records(): number {
    return this.#records
  }

  /** How many are still wanted. */
  get left(): number {
    return this.pause === undefined ? this.#wanted - this.#records : 0
  }

  begin(partition: string): void {
    this.#parts.set(partition, [])
  }

  skip(reason: string): void {
    this.#skipped.add(reason)
  }

  /** Keeps a part that has so many records, and answers what is to be passed on. */
  take(partition: string, part: Part, records: number): Part {
    this.#records += records
    const kept = copyPart(part)
    this.#parts.get(partition)?.push(kept)
    return kept
  }
}
