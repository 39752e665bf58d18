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
    expect(destination.describe()).toEqual([{ pipeline: 'p', schema: usersSchema({ version: 1 }) }])
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
    const schema = usersSchema({ version: 1 })
    const names = new Map([
      ['users', 'users_tags'],
      ['users_tags', 'users'],
    ])
    const tables = schema.tables.map((table) => ({ ...table, name: names.get(table.name) ?? table.name }))
    await changeUsers(session, { ...schema, tables })
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

  it('lets a delta table have the name of a table', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'users' }))
    await loadUsers(session, 'r1', [{ id: 'a' }])
    expect(destination.deltaTable('users')).toMatchObject([{ id: 'a', _mr_op: 'insert' }])
    expect(destination.table('users')).toMatchObject([{ id: 'a' }])
  })

  it('says what exists when a name is unknown', async () => {
    const { destination, session } = await begin()
    await changeUsers(session, usersSchema({ delta: 'history' }))
    expect(() => destination.table('user')).toThrow('there are: users, users_tags, history, history_tags')
    expect(() => destination.deltaTable('users')).toThrow('there are: history, history_tags')
  })
})

async function begin(): Promise<{ destination: MemoryDestination; session: Session }> {
  const destination = memoryDestination({ now: () => 0 })
  return { destination, session: await openRun(destination, 'r1') }
}
