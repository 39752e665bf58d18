import type { Publish, StreamPublish } from '@millrace/core/plugin'
import type { MemoryParts } from '../memory-under-test.ts'
import { withSessions } from './mutant.ts'
import type { Mutant } from './mutant.ts'

/** Destinations that publish something else than they were asked for. */
export const publishMutants: readonly Mutant[] = [
  {
    name: 'commits before the run record is there',
    group: 'atomicity',
    test: 'if the run record cannot be made nothing has happened, and the publish can be repeated',
    break: (parts) =>
      withSessions(parts, (session, pipeline) => ({
        async publish(publish) {
          const errors: unknown[] = []
          const outcome = await session.publish({
            ...publish,
            record(given) {
              try {
                return publish.record(given)
              } catch (error) {
                errors.push(error)
                const [stored] = parts.memory.runs(pipeline)
                if (stored === undefined) throw error
                return stored
              }
            },
          })
          for (const error of errors) throw error
          return outcome
        },
      })),
  },
  {
    name: 'publishes its streams one after the other',
    group: 'atomicity',
    test: 'if one stream is refused none is published',
    break: (parts) =>
      withSessions(parts, (session) => ({
        async publish(publish) {
          const [first, ...rest] = publish.streams
          if (first === undefined || rest.length === 0) return await session.publish(publish)
          const before = await session.publish({ ...publish, streams: [first] })
          const after = await session.publish({ ...publish, streams: rest })
          return { ...after, streams: { ...before.streams, ...after.streams } }
        },
      })),
  },
  {
    name: 'stores a savepoint without its data',
    group: 'savepoints',
    test: 'a savepoint is stored only together with its data',
    break: (parts) =>
      withSessions(parts, (session) => ({
        async publish(publish) {
          const streams: StreamPublish[] = []
          for (const given of publish.streams) {
            const partitions = []
            for (const commit of given.partitions) {
              const request = { stream: given.stream, partition: commit.partition, generation: undefined }
              const { attempt } = await session.beginAttempt({ ...request, signal: publish.signal })
              partitions.push({ ...commit, attempt })
            }
            streams.push({ ...given, partitions })
          }
          return await session.publish({ ...publish, streams })
        },
      })),
  },
  {
    name: 'does not compare the sequence of a savepoint',
    group: 'savepoints',
    test: 'a commit with another sequence is refused, lower or higher, and nothing is changed',
    break: (parts) =>
      withSessions(parts, (session) => ({
        async publish(publish) {
          const streams: StreamPublish[] = []
          for (const given of publish.streams) {
            const { savepoints } = await session.readStream({ stream: given.stream, signal: publish.signal })
            const partitions = given.partitions.map((commit) => ({
              ...commit,
              previousSequence: savepoints.find(({ partition }) => partition === commit.partition)?.sequence ?? 0,
            }))
            streams.push({ ...given, partitions })
          }
          return await session.publish({ ...publish, streams })
        },
      })),
  },
  {
    name: 'keeps the savepoint in its own session only',
    group: 'savepoints',
    test: 'a new savepoint replaces the old one and counts up',
    break: (parts) => changingStreams(parts, (given) => withoutSavepoints(given)),
  },
  {
    name: 'ignores the cursor of the stored row',
    group: 'cursor',
    test: 'integer: 10 is higher than 9, staged or stored',
    break: (parts) => changingStreams(parts, (given) => ({ ...given, comparesCursor: false })),
  },
  {
    name: 'compares the cursor in a full refresh too',
    group: 'full refresh',
    test: 'of one key read twice the higher cursor wins, whatever is stored',
    break: (parts) => changingStreams(parts, (given) => ({ ...given, comparesCursor: true })),
  },
  {
    name: 'deletes where it should mark',
    group: 'operations',
    test: 'mark: a deletion by source leaves the root row with the time of its deletion',
    break: (parts) =>
      changingStreams(parts, (given) => ({
        ...given,
        deletions: given.deletions === 'mark' ? 'delete' : given.deletions,
      })),
  },
  {
    name: 'deletes missing rows without being told to',
    group: 'deletions',
    test: 'nothing is deleted unless the publish says so',
    break: (parts) => changingStreams(parts, (given) => ({ ...given, appliesMissing: true })),
  },
  {
    name: 'forgets the keys that were seen',
    group: 'missing rows',
    test: 'keys seen since the partition began are not missing, also in a later run',
    break: (parts) =>
      changingStreams(parts, (given) => ({
        ...given,
        partitions: given.partitions.map((partition) => ({ ...partition, scopes: [], keepsSeen: false })),
      })),
  },
  {
    name: 'forgets the savepoints of last stagings',
    group: 'last stagings',
    test: 'are published with the others, their rows in the order of the partitions',
    break: (parts) =>
      changingStreams(parts, (given) => ({
        ...given,
        stagings: given.stagings.map((staging) => ({ ...staging, savepoint: undefined })),
      })),
  },
  {
    name: 'never removes a reject',
    group: 'rejects',
    test: 'removed ids go, unknown ones are nothing, and one that is also added is added',
    break: (parts) => changingStreams(parts, (given) => ({ ...given, removedRejects: [] })),
  },
  {
    name: 'publishes a generation with partitions that are not done',
    group: 'generations',
    test: 'a publish is refused while a partition is not done, and the staging stays',
    break: (parts) =>
      withSessions(parts, (session) => ({
        async publish(publish) {
          for (const { stream, generation } of publish.streams) {
            const open = (await session.readStream({ stream, signal: publish.signal })).generation
            for (const { partition, sequence, isDone } of open?.partitions ?? []) {
              if (generation === undefined || isDone) continue
              const place = { stream, partition, generation, signal: publish.signal }
              const { attempt } = await session.beginAttempt(place)
              await session.stagePartition({
                ...place,
                attempt,
                previousSequence: sequence,
                savepoint: undefined,
                isDone: true,
                records: 0,
                suspendsDeletions: false,
                scopes: [],
                addedRejects: [],
                removedRejects: [],
              })
            }
          }
          return await session.publish(publish)
        },
      })),
  },
]

function changingStreams(
  parts: MemoryParts,
  change: (given: StreamPublish) => StreamPublish,
): ReturnType<typeof withSessions> {
  return withSessions(parts, (session) => ({
    publish(publish) {
      const changed: Publish['streams'] = publish.streams.map(change)
      return session.publish({ ...publish, streams: changed })
    },
  }))
}

function withoutSavepoints(given: StreamPublish): StreamPublish {
  return { ...given, partitions: given.partitions.map((partition) => ({ ...partition, savepoint: undefined })) }
}
