import { describe, expect, it } from 'vitest'
import { checkGeneration } from './check-generation.ts'
import type { StagedGeneration } from './check-generation.ts'

const generation: StagedGeneration = {
  id: '7',
  stream: 'users',
  rebuild: undefined,
  partitions: [{ partition: 'a', isDone: true, suspendsDeletions: false }],
}
const rebuild = { stream: 'users', version: 1, isKeyed: true, tables: [] }
const outside = {
  partition: 'b',
  attempt: 1,
  previousSequence: 0,
  savepoint: undefined,
  keepsSeen: false,
  scopes: [],
  hasEnded: false,
}

describe('checkGeneration', () => {
  it('takes a generation that is staged whole', () => {
    expect(() => checkGeneration(generation, { partitions: [outside], appliesMissing: true })).not.toThrow()
    expect(() => checkGeneration({ ...generation, rebuild }, { partitions: [], appliesMissing: true })).not.toThrow()
  })

  it('refuses one that is not', () => {
    const partitions = [...generation.partitions, { partition: 'b', isDone: false, suspendsDeletions: false }]
    expect(() => checkGeneration({ ...generation, partitions }, { partitions: [], appliesMissing: false })).toThrow(
      "generation 7 of stream users cannot be published: these are not staged whole: 'b'",
    )
  })

  it('refuses rows for the old tables beside a rebuild', () => {
    expect(() => checkGeneration({ ...generation, rebuild }, { partitions: [outside], appliesMissing: false })).toThrow(
      'is a rebuild',
    )
  })

  it('refuses to delete where records without a key were met', () => {
    const partitions = [{ partition: 'a', isDone: true, suspendsDeletions: true }]
    const staged = { ...generation, partitions }
    expect(() => checkGeneration(staged, { partitions: [], appliesMissing: false })).not.toThrow()
    expect(() => checkGeneration(staged, { partitions: [], appliesMissing: true })).toThrow('no missing row')
  })
})
