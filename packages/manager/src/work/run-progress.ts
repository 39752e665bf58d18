import type { RunEvent } from '@millrace/core'
import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import { messageOf } from '../records/message-of.ts'
import type { RunRow } from '../store/records.ts'
import { isClaimedBy } from './claim.ts'

/** What has been read is written at most so often. */
const intervalInMs = 1_000

/** Brings what the engine tells of a run into its record, one change after the other. */
export class RunProgress {
  readonly #context: ManagerContext
  readonly #run: number
  readonly #worker: string
  /** By partition: the engine counts in each. */
  readonly #partitions: Map<string, { readonly records: number; readonly rows: number }> = new Map()
  #writing: Promise<void> = Promise.resolve()
  #nextWriteAt = 0
  #engineRun: string | undefined

  constructor(context: ManagerContext, run: number, worker: string) {
    this.#context = context
    this.#run = run
    this.#worker = worker
  }

  /** Takes an event of the engine. */
  readonly note = (event: RunEvent): void => {
    if (event.type === 'run-started') {
      this.#engineRun = event.run
      this.#write((row) => ({ ...row, engineRun: event.run }))
    }
    if (event.type !== 'batch-staged') return
    this.#partitions.set(event.partition, { records: event.records, rows: event.rows })
    if (performance.now() < this.#nextWriteAt) return
    this.#nextWriteAt = performance.now() + intervalInMs
    // A store that failed for a moment may not know yet that it has begun.
    this.#write((row) => ({ ...row, engineRun: this.#engineRun ?? row.engineRun, progress: this.#sum() }))
  }

  /** The run that the engine has begun, once it has. */
  get engineRun(): string | undefined {
    return this.#engineRun
  }

  /** Waits until everything is written. */
  async settled(): Promise<void> {
    await this.#writing
  }

  #sum(): NonNullable<RunRow['progress']> {
    const all = [...this.#partitions.values()]
    return {
      records: all.reduce((sum, { records }) => sum + records, 0),
      rows: all.reduce((sum, { rows }) => sum + rows, 0),
    }
  }

  #write(toRow: (row: RunRow) => RunRow): void {
    const { store, logger } = this.#context
    const write = async (): Promise<void> => {
      try {
        await changeRecords(store, async () => {
          const row = await store.read('run', this.#run)
          if (!isClaimedBy(row, this.#worker)) return unchanged(undefined)
          return { changes: [replacing(row, toRow(row.value))], answer: undefined }
        })
      } catch (thrown) {
        logger.warn({ run: this.#run, cause: messageOf(thrown) }, 'the progress of a run could not be written')
      }
    }
    this.#writing = this.#writing.then(write)
  }
}
