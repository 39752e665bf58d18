import { describe, expect, it } from 'vitest'
import {
  changeUsers,
  openRun,
  publishAll,
  runRecord,
  signal,
  usersPublish,
} from '../../test/support/destination-run.ts'
import { column } from '../../test/support/users-stream.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { StreamOutcome, StreamPublish } from '../contract/publish.ts'
import type { Session } from '../contract/session.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'

describe('replace', () => {
  it('puts the staged rows in the place of those of the same partitions', async () => {
    const { destination, session } = await begin(true)
    await load(session, 'replace', { one: ['1a', '1b'], two: ['2a'] })
    const outcome = await load(session, 'replace', { one: ['1c'] })
    expect(outcome).toMatchObject({
      inserted: 1,
      unchanged: 0,
      deleted: 0,
      tables: { '': { inserted: 1, deleted: 2 } },
    })
    expect(new Set(ids(destination))).toEqual(new Set(['1c', '2a']))
  })

  it('replaces all rows of a stream without partitions, deltas included', async () => {
    const { destination, session } = await begin(false)
    await load(session, 'replace', { '': ['a', 'b'] })
    await load(session, 'replace', { '': ['c'] })
    expect(ids(destination)).toEqual(['c'])
    const history = destination.table('history').map((row) => [row['_mr_seq'], row['_mr_op'], row['_mr_id']])
    expect(history).toEqual([
      [1, 'insert', 'a'],
      [1, 'insert', 'b'],
      [2, 'delete', 'a'],
      [2, 'delete', 'b'],
      [2, 'insert', 'c'],
    ])
  })

  it('adds and changes nothing with append', async () => {
    const { destination, session } = await begin(true)
    await load(session, 'append', { one: ['a'] })
    expect(await load(session, 'append', { one: ['b', 'c'] })).toMatchObject({ inserted: 2, updated: 0 })
    expect(ids(destination)).toEqual(['a', 'b', 'c'])
    await expect(load(session, 'append', { one: ['a'] })).rejects.toThrow('rows without a key need new names')
  })

  it('is not for streams with a key, as merge is not for those without', async () => {
    const { session } = await begin(true)
    await expect(load(session, 'merge', { one: ['a'] })).rejects.toThrow('stream events has no key')
    await changeUsers(session)
    const publish = publishAll(session, 'r1', { streams: [{ ...usersPublish, how: 'replace' }] })
    await expect(publish).rejects.toThrow(DestinationError)
  })
})

async function begin(hasPartitions: boolean): Promise<{ destination: MemoryDestination; session: Session }> {
  const destination = memoryDestination({ now: () => 0 })
  const session = await openRun(destination, 'r1')
  const columns = [
    column('_mr_id', 'text', 'key'),
    ...(hasPartitions ? [column('_mr_partition', 'text', 'partition')] : []),
  ]
  const table = { path: '', steps: [], name: 'events', delta: 'history', columns, rootKey: ['_mr_id'], key: ['_mr_id'] }
  const schema: StreamSchema = { stream: 'events', version: 0, isKeyed: false, tables: [table] }
  await changeUsers(session, schema)
  return { destination, session }
}

async function load(
  session: Session,
  how: StreamPublish['how'],
  rows: Readonly<Record<string, readonly string[]>>,
): Promise<StreamOutcome | undefined> {
  const partitions = []
  for (const [partition, ids] of Object.entries(rows)) {
    const { attempt } = await session.beginAttempt({ stream: 'events', partition, generation: undefined, signal })
    const columns = [
      { name: '_mr_id', type: 'text' as const, values: ids },
      ...(partition === '' ? [] : [{ name: '_mr_partition', type: 'text' as const, values: ids.map(() => partition) }]),
    ]
    const table = { path: '', rowCount: ids.length, ordinals: ids.map((_, index) => index), columns }
    await session.stage({ stream: 'events', partition, attempt, tables: [table], signal })
    partitions.push({
      partition,
      attempt,
      previousSequence: 0,
      savepoint: undefined,
      scopes: [],
      keepsSeen: false,
      hasEnded: true,
    })
  }
  const record = (): ReturnType<typeof runRecord> => runRecord({ id: 'r1', number: 1, pipeline: 'p' })
  const streams = [{ ...usersPublish, stream: 'events', how, partitions }]
  const outcome = await session.publish({ streams, record, signal })
  return outcome.streams['events']
}

function ids(destination: MemoryDestination): unknown[] {
  return destination.table('events').map((row) => row['_mr_id'])
}
