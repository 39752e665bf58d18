import type { CellValue, Session, StageBatch } from '@millrace/core/plugin'
import { dropRecords, mapCells, ordinalsWith, reverseRecords } from './edit-batch.ts'
import { withSessions } from './mutant.ts'
import type { Mutant } from './mutant.ts'

type StageRequest = Parameters<Session['stage']>[0]

const isUnholdable = (cell: CellValue): boolean =>
  typeof cell === 'string' && (cell.includes('\0') || !cell.isWellFormed())
const partitionOf = ({ stream, partition }: Pick<StageBatch, 'stream' | 'partition'>): string =>
  JSON.stringify([stream, partition])

const inMilliseconds = (timestamp: string): string =>
  timestamp
    .replace(/(\.\d{3})\d+Z$/, '$1Z')
    .replace(/(\.\d*?)0+Z$/, '$1Z')
    .replace('.Z', 'Z')

/** Destinations that lose or change rows on their way into the staging. */
export const stagingMutants: readonly Mutant[] = [
  {
    name: 'drops rows beyond the first batch',
    group: 'merge',
    test: 'all rows of many batches arrive',
    break: (parts) =>
      withSessions(parts, (session) => {
        const begun = new Set<string>()
        return {
          async stage(batch) {
            const place = `${partitionOf(batch)} ${batch.attempt}`
            if (begun.has(place)) return { rejected: [] }
            begun.add(place)
            return await session.stage(batch)
          },
        }
      }),
  },
  {
    name: 'merges without regard to the order of the ordinals',
    group: 'merge',
    test: 'of two records with one key in a batch the later wins',
    break: (parts) => withSessions(parts, (session) => ({ stage: (batch) => session.stage(reverseRecords(batch)) })),
  },
  {
    name: 'publishes rows of older attempts',
    group: 'merge',
    test: 'rows of an older attempt are gone',
    break: (parts) =>
      withSessions(parts, (session) => {
        const staged = new Map<string, StageRequest[]>()
        return {
          async beginAttempt(request) {
            const attempt = await session.beginAttempt(request)
            for (const batch of staged.get(partitionOf(request)) ?? []) {
              await session.stage({ ...batch, attempt: attempt.attempt })
            }
            return attempt
          },
          stage(batch) {
            staged.set(partitionOf(batch), [...(staged.get(partitionOf(batch)) ?? []), batch])
            return session.stage(batch)
          },
        }
      }),
  },
  {
    name: 'keeps rows staged after they were published',
    group: 'replay',
    test: 'what was published is not staged any more',
    break: (parts) =>
      withSessions(parts, (session) => {
        const staged: StageRequest[] = []
        return {
          stage(batch) {
            staged.push(batch)
            return session.stage(batch)
          },
          async publish(publish) {
            const outcome = await session.publish(publish)
            for (const batch of staged) await session.stage(batch)
            return outcome
          },
        }
      }),
  },
  {
    name: 'leaves out in silence what it cannot hold',
    group: 'types',
    test: 'text: each value is stored exactly, or rejected with path and code',
    break: (parts) =>
      withSessions(parts, (session) => ({
        stage(batch) {
          const unholdable = ordinalsWith(batch, isUnholdable)
          return session.stage(dropRecords(batch, (ordinal) => unholdable.has(ordinal)))
        },
      })),
  },
  {
    name: 'rejects a record and stages its children',
    group: 'types',
    test: 'a value that cannot be held takes its whole record along, children included, and no other',
    break: (parts) =>
      withSessions(parts, (session) => ({
        async stage(batch) {
          const unholdable = ordinalsWith(batch, isUnholdable)
          await session.stage(mapCells(batch, (cell) => (isUnholdable(cell) ? null : cell)))
          const rejected = [...unholdable].map((ordinal) => ({ ordinal, path: 'lines[].text', code: 'unholdable' }))
          return { rejected }
        },
      })),
  },
  {
    name: 'replaces what it cannot hold',
    group: 'types',
    test: 'text: each value is stored exactly, or rejected with path and code',
    break: (parts) =>
      withSessions(parts, (session) => ({
        stage: (batch) =>
          session.stage(mapCells(batch, (cell) => (typeof cell === 'string' ? cell.toWellFormed() : cell))),
      })),
  },
  {
    name: 'cuts times to milliseconds',
    group: 'types',
    test: 'timestamp: each value is stored exactly, or rejected with path and code',
    break: (parts) =>
      withSessions(parts, (session) => ({
        stage: (batch) =>
          session.stage(
            mapCells(batch, (cell, type) =>
              type === 'timestamp' && typeof cell === 'string' ? inMilliseconds(cell) : cell,
            ),
          ),
      })),
  },
  {
    name: 'sends integers through floating point',
    group: 'types',
    test: 'integer: each value is stored exactly, or rejected with path and code',
    break: (parts) =>
      withSessions(parts, (session) => ({
        stage: (batch) =>
          session.stage(
            mapCells(batch, (cell) => (typeof cell === 'bigint' ? BigInt.asIntN(64, BigInt(Number(cell))) : cell)),
          ),
      })),
  },
  {
    name: 'takes the empty text for NULL',
    group: 'types',
    test: 'text: each value is stored exactly, or rejected with path and code',
    break: (parts) =>
      withSessions(parts, (session) => ({
        stage: (batch) =>
          session.stage(mapCells(batch, (cell, type) => (cell === '' && type === 'text' ? null : cell))),
      })),
  },
]
