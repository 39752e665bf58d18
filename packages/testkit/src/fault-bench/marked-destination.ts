import type { Destination, Session } from '@millrace/core/plugin'

/** Operations of a destination at which something can go wrong. */
type MarkedOperation = 'open' | 'dispose' | Exclude<keyof Session, symbol | 'epoch' | 'runNumber' | 'endedRuns'>

/** A moment in the life of a session: an operation is about to begin, or has done its work and answers. */
export interface Mark {
  readonly operation: MarkedOperation
  readonly when: 'before' | 'after'
}

/** An operation that changes nothing: before and after it all is the same. */
export function isReading({ operation }: Mark): boolean {
  return operation.startsWith('read') || operation === 'renewLease'
}

/** Called at every mark. What it throws is what the engine gets instead of an answer. */
export type OnMark = (mark: Mark) => void | Promise<void>

/**
 * A destination that stops at every mark. An operation that throws at its mark `after` has done its work: it is
 * committed, but its answer is lost.
 */
export function markedDestination(destination: Destination, onMark: OnMark): Destination {
  const around = async <Answer>(operation: MarkedOperation, call: () => Promise<Answer>): Promise<Answer> => {
    await onMark({ operation, when: 'before' })
    const answer = await call()
    await onMark({ operation, when: 'after' })
    return answer
  }
  return {
    ...destination,
    open: (request) => around('open', async () => markSession(await destination.open(request), around)),
  }
}

type Around = <Answer>(operation: MarkedOperation, call: () => Promise<Answer>) => Promise<Answer>

function markSession(session: Session, around: Around): Session {
  return {
    epoch: session.epoch,
    runNumber: session.runNumber,
    endedRuns: session.endedRuns,
    renewLease: (request) => around('renewLease', () => session.renewLease(request)),
    readStream: (request) => around('readStream', () => session.readStream(request)),
    changeSchema: (request) => around('changeSchema', () => session.changeSchema(request)),
    beginGeneration: (request) => around('beginGeneration', () => session.beginGeneration(request)),
    discardGeneration: (request) => around('discardGeneration', () => session.discardGeneration(request)),
    beginAttempt: (request) => around('beginAttempt', () => session.beginAttempt(request)),
    stage: (request) => around('stage', () => session.stage(request)),
    stagePartition: (request) => around('stagePartition', () => session.stagePartition(request)),
    findMissing: (request) => around('findMissing', () => session.findMissing(request)),
    readMissing: (request) => around('readMissing', () => session.readMissing(request)),
    keepMissing: (request) => around('keepMissing', () => session.keepMissing(request)),
    readRejects: (request) => around('readRejects', () => session.readRejects(request)),
    publish: (request) => around('publish', () => session.publish(request)),
    [Symbol.asyncDispose]: () => around('dispose', async () => session[Symbol.asyncDispose]()),
  }
}
