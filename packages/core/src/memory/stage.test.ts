import { describe, expect, it } from 'vitest'
import { changeUsers, openRun, publishUsers, signal } from '../../test/support/destination-run.ts'
import { usersBatch } from '../../test/support/users-stream.ts'
import type { StageBatch, TableBatch } from '../contract/batch.ts'
import { CommitConflictError } from '../contract/errors/commit-conflict-error.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { Session } from '../contract/session.ts'
import { memoryDestination } from './memory-destination.ts'

const rows = [{ id: 'a', age: 1, tags: ['x', 'y'] }, { id: 'b' }]

describe('stage', () => {
  it.each<[string, (root: TableBatch, tags: TableBatch) => readonly TableBatch[]]>([
    ['2 rows, but 1 ordinals', (root, tags) => [{ ...root, ordinals: [0] }, tags]],
    ['its ordinals do not ascend', (root, tags) => [{ ...root, ordinals: [1, 0] }, tags]],
    ['has two records with ordinal 0', (root, tags) => [{ ...root, ordinals: [0, 0] }, tags]],
    ['2 rows, but 1 operations', (root, tags) => [{ ...root, operations: Uint8Array.of(0) }, tags]],
    ['it has an unknown operation', (root, tags) => [{ ...root, operations: Uint8Array.of(0, 9) }, tags]],
    ['there is no column size', (root, tags) => [withColumn(root, 'size', [1, 2]), tags]],
    ['a column comes twice', (root, tags) => [withColumn(root, 'age', [1, 2]), tags]],
    ['2 rows, but 1 cells in age', (root, tags) => [replaceColumn(root, 'age', [1]), tags]],
    ['the cell of age in row 1 is no integer', (root, tags) => [replaceColumn(root, 'age', [1, 1.5]), tags]],
    [
      'column _mr_run is written at publish only',
      (root, tags) => [root, withColumn(tags, '_mr_run', ['r', 'r'], 'text')],
    ],
    ['has a row without a key, ordinal 1', (root, tags) => [replaceColumn(root, 'id', ['a', null]), tags]],
    ['belongs to no record with data, ordinal 5', (root, tags) => [root, { ...tags, ordinals: [0, 5] }]],
    ['belongs to no record with data, ordinal 0', (root, tags) => [root, replaceColumn(tags, 'user_id', ['a', 'b'])]],
    ['belongs to no record with data, ordinal 0', (root, tags) => [{ ...root, operations: Uint8Array.of(1, 0) }, tags]],
    ['has two rows with the same key, ordinal 0', (root, tags) => [root, replaceColumn(tags, '_index', [0, 0])]],
    ["has no table with path 'roles'", (root, tags) => [root, { ...tags, path: 'roles' }]],
    ['has operations, but is no root table', (root, tags) => [root, { ...tags, operations: Uint8Array.of(0, 0) }]],
    ['comes twice', (root, tags) => [root, tags, tags]],
    ['comes before the root table', (_root, tags) => [tags]],
  ])('refuses a batch of the wrong shape: %s', async (problem, change) => {
    const { session, attempt } = await begin()
    const stage = session.stage({ ...changed(usersBatch(rows, { attempt }), change), signal })
    await expect(stage).rejects.toThrow(DestinationError)
    await expect(stage).rejects.toThrow(problem)
  })

  it('refuses an attempt that is not the latest', async () => {
    const { session, attempt } = await begin()
    await session.beginAttempt({ stream: 'users', partition: '', generation: undefined, signal })
    const stage = session.stage({ ...usersBatch(rows, { attempt }), signal })
    await expect(stage).rejects.toThrow(CommitConflictError)
  })

  it('takes batches in any order, and sorts by ordinal', async () => {
    const { session, attempt, destination } = await begin()
    await session.stage({ ...usersBatch([{ id: 'a', name: 'later' }], { attempt, from: 1 }), signal })
    await session.stage({ ...usersBatch([{ id: 'a', name: 'earlier' }], { attempt, from: 0 }), signal })
    const commit = {
      partition: '',
      attempt,
      previousSequence: 0,
      savepoint: undefined,
      scopes: [],
      keepsSeen: false,
      hasEnded: true,
    }
    await publishUsers(session, 'r1', { stream: { partitions: [commit] } })
    expect(destination.table('users')).toMatchObject([{ name: 'later' }])
  })

  it('counts ordinals on over the attempts of a run', async () => {
    const { session, attempt } = await begin()
    await session.stage({ ...usersBatch(rows, { attempt, from: 5 }), signal })
    const next = await session.beginAttempt({ stream: 'users', partition: '', generation: undefined, signal })
    expect(next).toMatchObject({ attempt: attempt + 1, nextOrdinal: 7 })
  })
})

interface Begun {
  readonly destination: ReturnType<typeof memoryDestination>
  readonly session: Session
  readonly attempt: number
}

async function begin(): Promise<Begun> {
  const destination = memoryDestination({ now: () => 0 })
  const session = await openRun(destination, 'r1')
  await changeUsers(session)
  const { attempt } = await session.beginAttempt({ stream: 'users', partition: '', generation: undefined, signal })
  return { destination, session, attempt }
}

function changed(batch: StageBatch, change: (root: TableBatch, tags: TableBatch) => readonly TableBatch[]): StageBatch {
  const [root, tags] = batch.tables
  return root === undefined || tags === undefined ? batch : { ...batch, tables: change(root, tags) }
}

type Values = TableBatch['columns'][number]['values']

function withColumn(batch: TableBatch, name: string, values: Values, type: 'integer' | 'text' = 'integer'): TableBatch {
  return { ...batch, columns: [...batch.columns, { name, type, values }] }
}

function replaceColumn(batch: TableBatch, name: string, values: Values): TableBatch {
  return { ...batch, columns: batch.columns.map((column) => (column.name === name ? { ...column, values } : column)) }
}
