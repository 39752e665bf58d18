import type { CommitPoint } from '../commit/commit-point.ts'
import type { PartitionWork } from '../record/partition-work.ts'
import { stageAhead } from '../record/stage-records.ts'
import type { RecordLine } from './record-line.ts'

/** With more bytes a batch is sent, however few its lines are. */
const maxWaitingBytes = 4 * 1024 * 1024

/** Lines that wait until there are enough of them for a batch: parts may be of any size. */
export class WaitingLines {
  readonly #work: PartitionWork
  readonly #commit: CommitPoint
  #lines: RecordLine[] = []
  #bytes = 0

  constructor(work: PartitionWork, commit: CommitPoint) {
    this.#work = work
    this.#commit = commit
  }

  async add(lines: readonly RecordLine[]): Promise<void> {
    const { batchSize } = this.#work.context.options
    this.#work.tally.read += lines.length
    for (const line of lines) {
      this.#lines.push(line)
      this.#bytes += line.end - line.start
      if (this.#lines.length >= batchSize || this.#bytes >= maxWaitingBytes) await this.#send()
    }
    // Where the read may be committed without a savepoint of the source's, all that came has to be there.
    if (this.#commit.followsCursor) await this.finish()
    if (lines.length > 0) await this.#commit.afterRecords()
  }

  /** Sends what is left, and waits until everything has arrived. */
  async finish(): Promise<void> {
    if (this.#lines.length > 0) await this.#send()
    await this.#work.arrived()
  }

  async #send(): Promise<void> {
    const lines = this.#lines
    this.#lines = []
    this.#bytes = 0
    await stageAhead(this.#work, lines)
  }
}
