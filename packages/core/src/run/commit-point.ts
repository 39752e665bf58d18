import type { JsonValue } from '../contract/json.ts'
import type { NewSavepoint, PublishedPartition } from '../contract/publish.ts'
import { acknowledge } from './acknowledge.ts'
import { checkSavepoint } from './check-savepoint.ts'
import { cursorSavepointVersion, cursorType, fromCursorSavepoint, toCursorSavepoint } from './cursor-savepoint.ts'
import type { PartitionWork } from './partition-work.ts'
import { publishKind } from './stream-load.ts'

/**
 * Decides when what was staged becomes durable. Only at a savepoint with nothing staged after it, so that the
 * savepoint never moves past data that is not durable, and nothing is added twice.
 */
export class CommitPoint {
  readonly #work: PartitionWork
  readonly #before: JsonValue | undefined
  #latest: JsonValue | undefined
  #hasStagedSince = false
  #lastCommitAt: number
  /** The deadline is near, and everything up to here is durable. */
  isStopped = false

  constructor(work: PartitionWork, savepoint: JsonValue | undefined) {
    this.#work = work
    this.#before = savepoint
    this.#lastCommitAt = work.context.options.now()
  }

  async afterRecords(): Promise<void> {
    this.#hasStagedSince = true
    const { stream } = this.#work.load.resolved
    if (stream.incremental !== 'cursor' || stream.isSortedByCursor !== true) return
    const savepoint = this.#cursorSavepoint()
    if (savepoint !== undefined) await this.#reach(savepoint)
  }

  async atSavepoint(value: JsonValue): Promise<void> {
    const { load } = this.#work
    const { stream } = load.resolved
    checkSavepoint(value, stream, load.readMode)
    const own = structuredClone(value)
    await this.#reach(stream.incremental === 'cursor' ? { ...this.#cursorSavepoint(), read: own } : own)
  }

  /** A pause comes at a savepoint, or what was read since the last one is read again. */
  async beforePause(): Promise<void> {
    if (!this.#hasStagedSince && this.#latest !== undefined) await this.#commit(false)
  }

  async atEnd(): Promise<void> {
    if (this.#work.load.resolved.stream.incremental === 'cursor') this.#latest = this.#cursorSavepoint() ?? this.#latest
    await this.#commit(true)
  }

  async #reach(savepoint: JsonValue): Promise<void> {
    this.#latest = savepoint
    this.#hasStagedSince = false
    const { options, stop } = this.#work.context
    const isDue =
      this.#work.tally.read >= options.commitAfterRecords ||
      options.now() - this.#lastCommitAt >= options.commitAfterInMs
    const isHeld = options.atomic && this.#work.load.generation === undefined
    if ((!isDue && !stop.isDue) || isHeld) return
    await this.#commit(false)
    this.isStopped = stop.isDue
  }

  async #commit(isEnd: boolean): Promise<void> {
    const work = this.#work
    const savepoint = this.#latest === undefined ? undefined : this.#toStored(this.#latest)
    await (work.load.generation === undefined
      ? this.#publish(savepoint, isEnd)
      : work.context.publisher.stagePartition(work, work.load.generation.id, savepoint, isEnd))
    this.#lastCommitAt = work.context.options.now()
  }

  async #publish(savepoint: NewSavepoint | undefined, isEnd: boolean): Promise<void> {
    const work = this.#work
    const { load, context } = work
    const published: PublishedPartition = {
      partition: work.partition,
      attempt: work.attempt.attempt,
      previousSequence: work.sequence,
      savepoint: load.readMode === 'range' ? undefined : savepoint,
      keepsSeen: publishKind(load) === 'merge' && load.resolved.stream.scopeColumns !== undefined,
      hasEnded: isEnd,
    }
    if (isEnd) load.openPartitions -= 1
    // Without a savepoint a commit whose answer was lost would be made, and its rows added, a second time.
    const isOnce = publishKind(load) === 'append' && published.savepoint === undefined
    if (isEnd && (load.openPartitions === 0 || context.options.atomic || isOnce)) {
      load.held.push({ published, tally: work.takeTally() })
      return
    }
    await context.publisher.publishPartition(load, published, work)
    if (published.savepoint !== undefined) await acknowledge(context, load, work.partition, published.savepoint.value)
  }

  #toStored(value: JsonValue): NewSavepoint {
    const { source } = this.#work.context.options
    const isCursor = this.#work.load.resolved.stream.incremental === 'cursor'
    return { connector: source.name, version: isCursor ? cursorSavepointVersion : source.savepointVersion, value }
  }

  #cursorSavepoint(): { readonly cursor: string } | undefined {
    const { load, context, highestCursor } = this.#work
    const type = cursorType(load.engine.schema)
    if (type === undefined) return undefined
    const before = this.#before === undefined ? null : fromCursorSavepoint(this.#before, type)
    const startBound = load.generation?.startBound ?? context.publisher.startBound
    return toCursorSavepoint(highestCursor, before, startBound, type)
  }
}
