import type { Destination, Session } from '@millrace/core/plugin'
import type { MemoryParts } from '../memory-under-test.ts'

/** A destination that is broken in one way, and the test that must notice. */
export interface Mutant {
  readonly name: string
  readonly group: string
  readonly test: string
  readonly break: (parts: MemoryParts) => Partial<MemoryParts>
}

/** A destination whose sessions have some calls replaced. */
export function withSessions(
  { destination }: Pick<MemoryParts, 'destination'>,
  replace: (session: Session, pipeline: string) => Partial<Session>,
): { readonly destination: Destination } {
  return {
    destination: {
      ...destination,
      async open(request) {
        const session = await destination.open(request)
        return { ...delegate(session), ...replace(session, request.pipeline) }
      },
    },
  }
}

function delegate(session: Session): Session {
  return {
    epoch: session.epoch,
    runNumber: session.runNumber,
    endedRuns: session.endedRuns,
    renewLease: (request) => session.renewLease(request),
    readStream: (request) => session.readStream(request),
    changeSchema: (request) => session.changeSchema(request),
    beginGeneration: (request) => session.beginGeneration(request),
    discardGeneration: (request) => session.discardGeneration(request),
    beginAttempt: (request) => session.beginAttempt(request),
    stage: (request) => session.stage(request),
    stagePartition: (request) => session.stagePartition(request),
    findMissing: (request) => session.findMissing(request),
    readMissing: (request) => session.readMissing(request),
    keepMissing: (request) => session.keepMissing(request),
    readRejects: (request) => session.readRejects(request),
    publish: (request) => session.publish(request),
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  }
}
