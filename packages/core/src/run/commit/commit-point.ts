import type { JsonValue } from '../../contract/json.ts'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import { soonReadAgainInMs } from '../../contract/publish.ts'
import type { NewSavepoint, PublishedPartition, RowScope } from '../../contract/publish.ts'
import { acknowledge } from './acknowledge.ts'
import { checkSavepoint } from '../read/check-savepoint.ts'
import { cursorSavepointVersion, cursorType, fromCursorSavepoint, toCursorSavepoint } from '../read/cursor-savepoint.ts'
import type { PartitionWork } from '../record/partition-work.ts'
import { isReadWhole, publishKind } from '../stream-load.ts'

/**
 * Decides when what was staged becomes durable. Only at a savepoint with nothing staged after it, so that the
 * savepoint never moves past data that is not durable, and nothing is added twice.
 */
export class CommitPoint {
  readonly #work: PartitionWork
  readonly #before: JsonValue | undefined
  #latest: JsonValue | undefined
  #hasStagedSince = false
  /** Claimed complete, and not durable yet. */
  readonly #scopes: RowScope[] = []
  #lastCommitAt: number
  /** The deadline is near, and everything up to here is durable. */
  isStopped = false

  constructor(work: PartitionWork, savepoint: JsonValue | undefined) {
    this.#work = work
    this.#before = savepoint
    this.#lastCommitAt = work.context.options.now()
  }

  /** Whether what was read up to any record may be committed, since the cursor of that record says where to go on. */
  get followsCursor(): boolean {
    const { generation, resolved } = this.#work.load
    const { incremental, isSortedByCursor = false } = resolved.stream
    // A read that goes on from a cursor never meets records without one, so it would not be complete.
    return incremental === 'cursor' && isSortedByCursor && generation === undefined
  }

  async afterRecords(): Promise<void> {
    this.#hasStagedSince = true
    if (!this.followsCursor) return
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

  claim(scope: RowScope): void {
    this.#scopes.push(scope)
  }

  /** A pause comes at a savepoint, or what was read since the last one is read again. */
  async beforePause(): Promise<void> {
    if (!this.#hasStagedSince && this.#latest !== undefined && !this.#isHeld && this.#canResume)
      await this.#commit('savepoint')
  }

  async atEnd(): Promise<void> {
    const { load } = this.#work
    const { incremental, name } = load.resolved.stream
    if (incremental === 'cursor') this.#latest = this.#cursorSavepoint() ?? this.#latest
    if (incremental === 'savepoint' && load.mode === 'append' && this.#hasStagedSince) {
      throw new InvalidPartError(
        `stream ${name} yielded records after its last savepoint: in mode append every run would add them again`,
      )
    }
    await this.#commit('end')
  }

  /** What cannot be read has no point to go on from, and its end says nothing. */
  async atSkip(): Promise<void> {
    this.#latest = undefined
    await this.#commit('skip')
  }

  /** In an atomic run everything waits for the end, but for what nobody sees yet. */
  get #isHeld(): boolean {
    return this.#work.context.options.atomic && this.#work.load.generation === undefined
  }

  /** Rows that were appended by a read that begins again from its beginning would come twice. */
  get #canResume(): boolean {
    const { readMode, generation } = this.#work.load
    return readMode !== 'full' || generation !== undefined
  }

  /**
   * The generation is whole with this, and can be published at once. Should that fail, what was read is lost; so it must
   * not be much.
   */
  get #isSoonPublished(): boolean {
    const { load, context } = this.#work
    const isLast = load.openPartitions === 1 && isReadWhole(load) && !context.options.atomic
    return isLast && context.options.now() - this.#lastCommitAt < soonReadAgainInMs
  }

  async #reach(savepoint: JsonValue): Promise<void> {
    this.#latest = savepoint
    this.#hasStagedSince = false
    const { options, stop } = this.#work.context
    const isDue =
      this.#work.tally.read >= options.commitAfterRecords ||
      options.now() - this.#lastCommitAt >= options.commitAfterInMs
    if ((!isDue && !stop.isDue) || this.#isHeld || !this.#canResume) return
    await this.#commit('savepoint')
    this.isStopped = stop.isDue
  }

  async #commit(at: 'savepoint' | 'end' | 'skip'): Promise<void> {
    const { load, context } = this.#work
    const savepoint = this.#latest === undefined ? undefined : this.#toStored(this.#latest)
    const scopes = this.#scopes.splice(0)
    if (load.generation === undefined) {
      await this.#publish(savepoint, scopes, at)
    } else {
      const staging = { generation: load.generation.id, savepoint, scopes, isDone: at !== 'savepoint' }
      if (staging.isDone && this.#isSoonPublished) context.publisher.holdStaging(this.#work, staging)
      else await context.publisher.stagePartition(this.#work, staging)
    }
    load.scopes.push(...scopes)
    this.#lastCommitAt = context.options.now()
  }

  async #publish(
    savepoint: NewSavepoint | undefined,
    scopes: readonly RowScope[],
    at: 'savepoint' | 'end' | 'skip',
  ): Promise<void> {
    const work = this.#work
    const { load, context } = work
    const published: PublishedPartition = {
      partition: work.partition,
      attempt: work.attempt.attempt,
      previousSequence: work.sequence,
      savepoint: load.readMode === 'range' ? undefined : savepoint,
      keepsSeen: publishKind(load) === 'merge' && load.resolved.stream.scopeColumns !== undefined,
      scopes,
      // A backfill ends nothing that an incremental read has begun.
      hasEnded: at === 'end' && load.readMode !== 'range',
    }
    // Without a savepoint a commit whose answer was lost would be made, and its rows added, a second time.
    const isOnce = publishKind(load) === 'append' && published.savepoint === undefined
    const isLast = load.openPartitions === 1
    if (at !== 'savepoint' && (isLast || context.options.atomic || isOnce)) {
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
