import { describe, expect, it } from 'vitest'
import type { PublishedPartition, StreamPublish } from '../contract/publish.ts'
import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'
import { checkHow, checkPublish } from './check-publish.ts'

const partition: PublishedPartition = {
  partition: 'a',
  attempt: 1,
  previousSequence: 0,
  savepoint: undefined,
  keepsSeen: false,
  scopes: [],
  hasEnded: false,
}
const users: StreamPublish = {
  stream: 'users',
  how: 'merge',
  generation: undefined,
  stagings: [],
  partitions: [partition],
  comparesCursor: true,
  deletions: 'delete',
  appliesMissing: false,
  addedRejects: [],
  removedRejects: [],
}

describe('checkPublish', () => {
  it('takes each stream and partition once', () => {
    const clients = { ...users, stream: 'clients', partitions: [partition, { ...partition, partition: 'b' }] }
    expect(() => checkPublish({ streams: [users, clients] })).not.toThrow()
  })

  it('refuses what comes twice', () => {
    expect(() => checkPublish({ streams: [users, users] })).toThrow('a stream comes twice')
    expect(() => checkPublish({ streams: [{ ...users, partitions: [partition, partition] }] })).toThrow(
      'a partition of stream users comes twice',
    )
  })
})

describe('checkHow', () => {
  const table: TableSchema = { path: '', steps: [], name: 'users', columns: [], rootKey: [], key: [] }
  const schema = (isKeyed: boolean, tables: readonly TableSchema[] = [table]): StreamSchema => ({
    stream: 'users',
    version: 1,
    isKeyed,
    tables,
  })

  it('has streams with a key merged, and only them', () => {
    expect(() => checkHow(schema(true), { how: 'merge' })).not.toThrow()
    expect(() => checkHow(schema(false), { how: 'append' })).not.toThrow()
    expect(() => checkHow(schema(true), { how: 'append' })).toThrow(
      'stream users has a key: it cannot be published by append',
    )
    expect(() => checkHow(schema(false), { how: 'merge' })).toThrow(
      'stream users has no key: it cannot be published by merge',
    )
  })

  it('takes anything before tables stand', () => {
    expect(() => checkHow(schema(false, []), { how: 'merge' })).not.toThrow()
  })
})
