import { describe, expect, it } from 'vitest'
import { resolveOne } from '../../../test/support/resolve-stream.ts'
import type { StreamDefinition } from '../../contract/stream.ts'
import type { StreamOptions } from './pipeline-options.ts'

const keyed: Partial<StreamDefinition> = { primaryKey: 'id' }
const cursor: Partial<StreamDefinition> = { ...keyed, incremental: 'cursor', cursor: 'updated' }

describe('options that may stand in two places', () => {
  it('are the stream’s, else the pipeline’s, else the default', async () => {
    const own = await resolveOne(
      keyed,
      { deletions: 'mark', rejectLimit: 0, maxDeleted: false },
      { deletions: 'keep', rejectLimit: 7, maxDeleted: 5 },
    )
    expect(own).toMatchObject({ deletions: 'mark', rejectLimit: 0, maxDeleted: undefined })
    const pipeline = await resolveOne(
      keyed,
      {},
      { deletions: 'keep', rejectLimit: 7, onGap: 'refresh', drift: 'freeze' },
    )
    expect(pipeline).toMatchObject({
      deletions: 'keep',
      rejectLimit: 7,
      onGap: 'refresh',
      tableOptions: { drift: 'freeze' },
    })
    const neither = await resolveOne(keyed)
    expect(neither).toMatchObject({
      deletions: 'delete',
      rejectLimit: 1_000,
      maxRetriedRejects: 1_000,
      onGap: 'fail',
      maxDeleted: { share: 0.3, count: 3 },
      tableOptions: { drift: 'evolve', naming: 'lower' },
    })
  })

  it('are not switched off by one that is undefined', async () => {
    const own = {
      deletions: undefined,
      maxDeleted: undefined,
      drift: undefined,
      onGap: undefined,
    } as unknown as StreamOptions
    const resolved = await resolveOne(keyed, own, {
      deletions: 'keep',
      maxDeleted: false,
      drift: 'freeze',
      onGap: 'refresh',
    })
    expect(resolved).toMatchObject({ deletions: 'keep', onGap: 'refresh', tableOptions: { drift: 'freeze' } })
    expect(resolved.maxDeleted).toBeUndefined()
  })

  it.each([
    [0, { share: 0, count: 0 }],
    [1, { share: 0, count: 1 }],
    [0.25, { share: 0.25, count: 0 }],
    [
      { share: 0.5, count: 9 },
      { share: 0.5, count: 9 },
    ],
  ])('maxDeleted %j', async (maxDeleted, expected) => {
    expect((await resolveOne(keyed, { maxDeleted })).maxDeleted).toEqual(expected)
  })

  it('look-back is the user’s, else the stream’s, else none', async () => {
    expect((await resolveOne({ ...cursor, lookBack: 5 }, { lookBack: 0 })).lookBack).toBe(0)
    expect((await resolveOne({ ...cursor, lookBack: 5 })).lookBack).toBe(5)
    expect((await resolveOne(cursor)).lookBack).toBe(0)
  })
})

describe('columns', () => {
  it('of the user stand above those of the stream', async () => {
    const { tableOptions } = await resolveOne(
      { columns: { a: 'text', b: 'json' } },
      { columns: { b: 'text', c: 'date' } },
    )
    expect(tableOptions.columns).toEqual({ a: 'text', b: 'text', c: 'date' })
  })
})
