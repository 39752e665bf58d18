import { LeaseLostError, PipelineBusyError } from '@millrace/core/plugin'
import type { Session } from '@millrace/core/plugin'
import { leaseDurationInMs } from '../../src/destination-suite/test-bed.ts'
import { withSessions } from './mutant.ts'
import type { Mutant } from './mutant.ts'

const neverAborted = new AbortController().signal

/** Destinations whose sessions forget what they hold, or look for the wrong rows. */
export const sessionMutants: readonly Mutant[] = [
  {
    name: 'never refuses the lease',
    group: 'lease',
    test: 'a second run of a pipeline is refused while the first lives, one of another pipeline is not',
    break: ({ destination, advanceClock }) => ({
      destination: {
        ...destination,
        async open(request) {
          try {
            return await destination.open(request)
          } catch (error) {
            if (!PipelineBusyError.isInstance(error)) throw error
            advanceClock(leaseDurationInMs + 1)
            return await destination.open(request)
          }
        },
      },
    }),
  },
  {
    name: 'lets an overtaken session commit',
    group: 'takeover',
    test: 'an overtaken session can neither publish, stage durably, change a schema nor renew',
    break: (parts) => {
      const latest = new Map<string, Session>()
      return withSessions(parts, (session, pipeline) => {
        latest.set(pipeline, session)
        return {
          async publish(publish) {
            try {
              return await session.publish(publish)
            } catch (error) {
              const successor = latest.get(pipeline)
              if (!LeaseLostError.isInstance(error) || successor === undefined) throw error
              const [stored] = parts.memory.runs(pipeline)
              return await successor.publish({ ...publish, record: (outcome) => stored ?? publish.record(outcome) })
            }
          },
        }
      })
    },
  },
  {
    name: 'keeps the lease after it was disposed',
    group: 'lease',
    test: 'disposing gives the lease back',
    break: (parts) => withSessions(parts, () => ({ [Symbol.asyncDispose]: async () => undefined })),
  },
  {
    name: 'does not say which runs had died',
    group: 'lease',
    test: 'a lease that was not renewed is taken over, and the dead run ends as failed',
    break: (parts) => withSessions(parts, () => ({ endedRuns: [] })),
  },
  {
    name: 'renews nothing',
    group: 'lease',
    test: 'renewing prolongs the lease by its duration',
    break: (parts) => withSessions(parts, () => ({ renewLease: async () => undefined })),
  },
  {
    name: 'does not look at the signal',
    group: 'cancellation',
    test: 'publish under an aborted signal rejects with its reason and changes nothing',
    break: (parts) =>
      withSessions(parts, (session) => ({
        publish: (publish) => session.publish({ ...publish, signal: neverAborted }),
      })),
  },
  {
    name: 'forgets what was claimed complete',
    group: 'claims',
    test: 'a scope claimed by a read that did not end is kept for the run that continues it',
    break: (parts) =>
      withSessions(parts, (session) => ({
        publish: (publish) =>
          session.publish({
            ...publish,
            streams: publish.streams.map((stream) => ({
              ...stream,
              partitions: stream.partitions.map((partition) => ({ ...partition, scopes: [] })),
            })),
          }),
      })),
  },
  {
    name: 'ignores the upper bound of a scope',
    group: 'missing rows',
    test: 'a scope finds its rows and no others: a range with both bounds',
    break: (parts) =>
      withSessions(parts, (session) => ({
        findMissing: (request) =>
          session.findMissing({
            ...request,
            scopes: request.scopes.map((scope) => scope.filter(({ operator }) => !operator.startsWith('<'))),
          }),
      })),
  },
  {
    name: 'takes the exclusive bound of a scope for an inclusive one',
    group: 'missing rows',
    test: 'a scope finds its rows and no others: a range with both bounds',
    break: (parts) =>
      withSessions(parts, (session) => ({
        findMissing: (request) =>
          session.findMissing({
            ...request,
            scopes: request.scopes.map((scope) =>
              scope.map((condition) => (condition.operator === '<' ? { ...condition, operator: '<=' } : condition)),
            ),
          }),
      })),
  },
  {
    name: 'misses no row while a rebuild is open',
    group: 'rebuild',
    test: 'where a rebuild has another key every stored row is missing, and goes',
    break: (parts) =>
      withSessions(parts, (session) => ({
        async findMissing(request) {
          const { generation } = await session.readStream(request)
          const found = await session.findMissing(request)
          return generation?.rebuild === undefined ? found : { ...found, missing: 0 }
        },
      })),
  },
  {
    name: 'does not spare what was confirmed alive',
    group: 'deletions',
    test: 'rows that were spared stay',
    break: (parts) => withSessions(parts, () => ({ keepMissing: async () => undefined })),
  },
  {
    name: 'always reads the first page of missing keys',
    group: 'deletions',
    test: 'missing keys are read in pages, in the order of the keys, each once',
    break: (parts) =>
      withSessions(parts, (session) => ({
        readMissing: (request) => session.readMissing({ ...request, after: undefined }),
      })),
  },
  {
    name: 'always reads the first page of rejects',
    group: 'rejects',
    test: 'they are read in pages, in one order, each once',
    break: (parts) =>
      withSessions(parts, (session) => ({
        readRejects: (request) => session.readRejects({ ...request, after: undefined }),
      })),
  },
  {
    name: 'changes a schema whatever version stands',
    group: 'schema',
    test: 'a change from a version that does not stand any more changes nothing',
    break: (parts) =>
      withSessions(parts, (session) => ({
        async changeSchema(change) {
          const { schema } = await session.readStream({ stream: change.stream, signal: change.signal })
          return await session.changeSchema({ ...change, expectedVersion: schema.version })
        },
      })),
  },
  {
    name: 'takes over every table without being asked',
    group: 'schema',
    test: 'a table that Millrace does not know is refused, and taken over where that is asked for',
    break: (parts) =>
      withSessions(parts, (session) => ({
        changeSchema: (change) => session.changeSchema({ ...change, takeOver: true }),
      })),
  },
]
