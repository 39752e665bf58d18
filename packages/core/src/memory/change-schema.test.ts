import { describe, expect, it } from 'vitest'
import {
  changeUsers,
  loadUsers,
  openRun,
  publishUsers,
  signal,
  stageUsers,
} from '../../test/support/destination-run.ts'
import { column, usersBatch, usersSchema } from '../../test/support/users-stream.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import { PipelineBusyError } from '../contract/errors/pipeline-busy-error.ts'
import { TableOwnedError } from '../contract/errors/table-owned-error.ts'
import type { Session } from '../contract/session.ts'
import type { StreamSchema } from '../contract/table-schema.ts'
import { memoryDestination } from './memory-destination.ts'
import type { MemoryDestination } from './memory-destination.ts'

describe('changeSchema', () => {
  it('makes the tables and answers the schema with its new version', async () => {
    const { destination, session } = await begin()
    expect(await changeUsers(session, usersSchema(), { definition: { key: 'id' } })).toEqual({
      type: 'changed',
      schema: usersSchema({ version: 1 }),
    })
    expect(destination.tableNames()).toEqual(['users', 'users_tags'])
    expect(destination.describe()).toEqual([
      { pipeline: 'p', schema: usersSchema({ version: 1 }), rowCounts: { '': 0, tags: 0 } },
    ])
    expect(await session.readStream({ stream: 'users', signal })).toMatchObject({ definition: { key: 'id' } })
  })

  it('changes nothing when another worker was faster', async () => {
    const { session } = await begin()
    await changeUsers(session)
    expect(await changeUsers(session, usersSchema({ name: 'other' }))).toEqual({
      type: 'conflict',
      schema: usersSchema({ version: 1 }),
    })
  })

  it('adds columns, NULL in the rows that stand', async () => {
    const { destination, session } = await begin()
    await changeUsers(session)
    await loadUsers(session, 'r1', [{ id: 'a' }])
    await changeUsers(session, usersSchema({ version: 1, columns: [column('email', 'text')] }))
    expect(destination.table('users')).toMatchObject([{ id: 'a', email: null }])
  })

  it('renames tables in place, also where they swap names', async () => {
    const { destination, session } = await begin()
    await changeUsers(session)
    await loadUsers(session, 'r1', [{ id: 'a', tags: ['x'] }])
    await changeUsers(session, renamed(usersSchema({ version: 1 }), { users: 'users_tags', users_tags: 'users' }))
    expect(destination.table('users_tags')).toMatchObject([{ id: 'a' }])
    expect(destination.table('users')).toMatchObject([{ user_id: 'a', value: 'x' }])
  })

  it('widens what is stored and what is staged', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'history' }))
    await loadUsers(session, 'r1', [
      { id: 'a', age: 9_007_199_254_740_993n },
      { id: 'b', age: 2 },
    ])
    const attempt = await stageUsers(session, [{ id: 'c', age: 3 }])
    await changeUsers(session, usersSchema({ version: 1, delta: 'history', age: 'decimal' }))
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
    expect(destination.table('users')).toMatchObject([{ age: '9007199254740993' }, { age: '2' }, { age: '3' }])
    expect(destination.table('history')).toMatchObject([{ age: '9007199254740993' }, { age: '2' }, { age: '3' }])
  })

  it('refuses to widen where a value would change, and changes nothing', async () => {
    const { destination, session } = await begin()
    await changeUsers(session)
    await loadUsers(session, 'r1', [{ id: 'a', age: 9_007_199_254_740_993n }])
    const schema = usersSchema({ version: 1, age: 'float', columns: [column('email', 'text')] })
    const answer = await changeUsers(session, schema)
    expect(answer).toMatchObject({ type: 'refused', widenings: [{ table: 'users', column: 'age' }] })
    expect(destination.table('users')[0]).not.toHaveProperty('email')
    expect(await session.readStream({ stream: 'users', signal })).toMatchObject({ schema: { version: 1 } })
  })

  it('counts staged values too', async () => {
    const { session } = await begin()
    await changeUsers(session)
    await stageUsers(session, [{ id: 'a', age: 9_007_199_254_740_993n }])
    expect(await changeUsers(session, usersSchema({ version: 1, age: 'float' }))).toMatchObject({ type: 'refused' })
  })

  it('wants batches of the type that stands', async () => {
    const { session } = await begin()
    await changeUsers(session)
    const { attempt } = await session.beginAttempt({ stream: 'users', partition: '', generation: undefined, signal })
    await changeUsers(session, usersSchema({ version: 1, age: 'float' }))
    const stage = session.stage({ ...usersBatch([{ id: 'a', age: 1 }], { attempt }), signal })
    await expect(stage).rejects.toThrow('column age is float, not integer')
  })

  it('refuses what this destination cannot hold', async () => {
    const destination = memoryDestination({
      capabilities: {
        hasDeltas: false,
        identifierCase: 'insensitive',
        maxIdentifierLength: { count: 12, unit: 'characters' },
      },
    })
    const session = await openRun(destination, 'r1')
    const columns = [column('NAME', 'text'), column('a_very_long_name', 'text')]
    const change = changeUsers(session, usersSchema({ delta: 'history', columns }))
    await expect(change).rejects.toThrow(DestinationError)
    await expect(change).rejects.toThrow(/delta tables[^]*NAME is given twice[^]*16 of 1 to 12 characters/)
  })
})

describe('ownership', () => {
  it('refuses a table that no stream owns, before anything changes', async () => {
    const { destination, session } = await begin()
    destination.createForeignTable('users_tags', [{ mine: 1 }])
    const change = changeUsers(session)
    await expect(change).rejects.toThrow(TableOwnedError)
    await expect(change).rejects.toThrow('table users_tags exists and belongs to no stream: choose another name')
    expect(destination.tableNames()).toEqual(['users_tags'])
    expect(destination.table('users_tags')).toEqual([{ mine: 1 }])
  })

  it('makes a table anew that it takes over', async () => {
    const { destination, session } = await begin()
    destination.createForeignTable('users', [{ mine: 1 }])
    await changeUsers(session, usersSchema(), { takeOver: true })
    await loadUsers(session, 'r1', [{ id: 'a' }])
    expect(destination.table('users')).toMatchObject([{ id: 'a' }])
    expect(destination.table('users')[0]).not.toHaveProperty('mine')
  })

  it('refuses the table of another pipeline and names its owner', async () => {
    const { destination, session } = await begin()
    await changeUsers(session)
    const other = await openRun(destination, 'r2', { pipeline: 'q' })
    await expect(changeUsers(other)).rejects.toThrow("table users belongs to path '' of stream users of pipeline p")
    await expect(changeUsers(other, usersSchema(), { takeOver: true })).rejects.toThrow(PipelineBusyError)
  })

  it('forgets a stream whose table was taken over, so that it begins at the beginning', async () => {
    const { destination, session } = await begin()
    await changeUsers(session)
    await loadUsers(session, 'r1', [{ id: 'a' }], { status: 'succeeded' })
    await session[Symbol.asyncDispose]()
    const other = await openRun(destination, 'r2', { pipeline: 'q' })
    await changeUsers(other, usersSchema(), { takeOver: true })
    expect(destination.table('users')).toEqual([])
    const again = await openRun(destination, 'r3')
    expect(await again.readStream({ stream: 'users', signal })).toMatchObject({
      schema: { version: 0 },
      savepoints: [],
    })
    await expect(changeUsers(again)).rejects.toThrow(TableOwnedError)
  })

  it('says what exists when a name is unknown', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'history' }))
    expect(() => destination.table('user')).toThrow('there are: users, users_tags, history, history_tags')
    expect(() => destination.deltaTable('users')).toThrow('there are: history, history_tags')
  })
})

describe('names of tables and delta tables', () => {
  it('are never the same in one stream', async () => {
    const { destination, session } = await begin()
    await expect(changeUsers(session, usersSchema({ delta: 'users' }))).rejects.toThrow('users is given twice')
    expect(destination.tableNames()).toEqual([])
  })

  it('are refused when another stream has one of the other kind', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'history' }))
    const other = await openRun(destination, 'r2', { pipeline: 'q' })
    await expect(changeUsers(other, usersSchema({ name: 'history' }))).rejects.toThrow(
      "delta table history belongs to path '' of stream users of pipeline p",
    )
    await expect(changeUsers(other, usersSchema({ name: 'u', delta: 'users_tags' }))).rejects.toThrow(
      "table users_tags belongs to path 'tags' of stream users of pipeline p",
    )
    expect(await other.readStream({ stream: 'users', signal })).toMatchObject({ schema: { version: 0 } })
    expect(() => destination.createForeignTable('history', [])).toThrow(TableOwnedError)
  })

  it('are refused when they differ in case alone, where that is no difference', async () => {
    const destination = memoryDestination({ capabilities: { identifierCase: 'insensitive' } })
    await changeUsers(await openRun(destination, 'r1'), usersSchema({ delta: 'History' }))
    const other = await openRun(destination, 'r2', { pipeline: 'q' })
    await expect(changeUsers(other, usersSchema({ name: 'HISTORY' }))).rejects.toThrow('delta table History belongs')
  })

  it('are refused to a delta table when a table that no stream owns has one', async () => {
    const { destination, session } = await begin()
    destination.createForeignTable('history', [{ mine: 1 }])
    const change = changeUsers(session, usersSchema({ delta: 'history' }))
    await expect(change).rejects.toThrow('table history exists and belongs to no stream')
    expect(destination.tableNames()).toEqual(['history'])
    await changeUsers(session, usersSchema({ delta: 'history' }), { takeOver: true })
    await loadUsers(session, 'r1', [{ id: 'a' }])
    expect(destination.deltaTable('history')).toMatchObject([{ id: 'a', _mr_op: 'insert' }])
    expect(destination.tableNames()).toEqual(['users', 'users_tags'])
  })

  it('are taken over from the other kind, and the stream that loses one is forgotten', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'history' }))
    await loadUsers(session, 'r1', [{ id: 'a' }], { status: 'succeeded' })
    const other = await openRun(destination, 'r2', { pipeline: 'q' })
    const wanted = usersSchema({ name: 'history' })
    await expect(changeUsers(other, wanted, { takeOver: true })).rejects.toThrow(PipelineBusyError)
    await session[Symbol.asyncDispose]()
    await changeUsers(other, wanted, { takeOver: true })
    expect(destination.tableNames()).toEqual(['history', 'history_tags', 'users', 'users_tags'])
    expect(destination.table('history')).toEqual([])
    expect(() => destination.deltaTable('history')).toThrow('there are: none')
    const again = await openRun(destination, 'r3')
    expect(await again.readStream({ stream: 'users', signal })).toMatchObject({
      schema: { version: 0 },
      savepoints: [],
    })
  })

  it('are swapped between the kinds within one change', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'history' }))
    await loadUsers(session, 'r1', [{ id: 'a' }])
    await changeUsers(
      session,
      renamed(usersSchema({ version: 1, delta: 'history' }), { users: 'history', history: 'users' }),
    )
    await loadUsers(session, 'r1', [{ id: 'b' }])
    expect(destination.table('history')).toMatchObject([{ id: 'a' }, { id: 'b' }])
    expect(destination.deltaTable('users').map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('that a rename leaves go to a delta table of the same change', async () => {
    const { destination, session } = await begin()
    await changeUsers(session)
    await loadUsers(session, 'r1', [{ id: 'a' }])
    const schema = usersSchema({ version: 1, delta: 'history' })
    await changeUsers(session, renamed(schema, { users: 'people', history: 'users' }))
    await loadUsers(session, 'r1', [{ id: 'b' }])
    expect(destination.tableNames()).toEqual(['people', 'users_tags'])
    expect(destination.deltaTable('users').map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('of a history that is switched off stay taken, until it is taken over', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'history' }))
    await changeUsers(session, usersSchema({ version: 1 }))
    const wanted = usersSchema({ version: 2, name: 'history' })
    await expect(changeUsers(session, wanted)).rejects.toThrow("delta table history belongs to path '' of stream users")
    await changeUsers(session, wanted, { takeOver: true })
    expect(destination.tableNames()).toEqual(['history', 'history_tags'])
  })

  it('in use by the stream itself are not taken over', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'history' }))
    await loadUsers(session, 'r1', [{ id: 'a' }])
    const wanted = renamed(usersSchema({ version: 1 }), { users: 'history' })
    await expect(changeUsers(session, wanted, { takeOver: true })).rejects.toThrow(TableOwnedError)
    expect(destination.table('users')).toMatchObject([{ id: 'a' }])
    expect(destination.deltaTable('history')).toHaveLength(1)
  })
})

/** The schema with other names for its tables and delta tables. */
function renamed(schema: StreamSchema, names: Readonly<Record<string, string>>): StreamSchema {
  const tables = schema.tables.map((table) => ({
    ...table,
    name: names[table.name] ?? table.name,
    ...(table.delta === undefined ? {} : { delta: names[table.delta] ?? table.delta }),
  }))
  return { ...schema, tables }
}

async function begin(): Promise<{ destination: MemoryDestination; session: Session }> {
  const destination = memoryDestination({ now: () => 0 })
  return { destination, session: await openRun(destination, 'r1') }
}
