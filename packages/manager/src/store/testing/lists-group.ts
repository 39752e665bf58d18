import { describe, expect, test } from 'vitest'
import type { RecordKind, StoredRecord } from '../records.ts'
import type { Change, ListQuery, Store } from '../store.ts'
import { later, moment, sampleEnd, samplePipeline, sampleRun } from './sample-records.ts'
import { keep } from './store-under-test.ts'
import type { OpenStore } from './store-under-test.ts'

export function listsGroup(open: OpenStore): void {
  describe('lists', () => {
    test('have the newest first, by id, whatever the order of creation', async () => {
      const { store } = await open()
      for (const id of [2, 11, 1, 10, 9]) {
        await store.apply([{ type: 'create', kind: 'key', id, account: 1, value: id }])
      }
      expect(await idsOf(store, 'key', {})).toEqual([11, 10, 9, 2, 1])
    })

    test('come in pages', async () => {
      const { store } = await open()
      for (let count = 0; count < 7; count += 1) await keep(store, count)
      const seen: number[] = []
      for (let before: number | undefined; ;) {
        const page = await idsOf(store, 'key', { limit: 3, ...(before === undefined ? {} : { before }) })
        if (page.length === 0) break
        seen.push(...page)
        before = page.at(-1)
      }
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1])
      expect(await idsOf(store, 'key', { limit: 0 })).toEqual([])
      expect(await idsOf(store, 'key', { before: 1 })).toEqual([])
      expect(await idsOf(store, 'key', { before: 100, limit: 100 })).toHaveLength(7)
    })

    test('have one kind only, and one account only', async () => {
      const { store } = await open()
      await create(store, 'source', [sampleEnd()])
      await create(store, 'key', ['of account 1'])
      await create(store, 'key', ['of account 2'], 2)
      expect(await idsOf(store, 'source', {})).toEqual([1])
      expect(await idsOf(store, 'key', { account: 1 })).toEqual([1])
      expect(await idsOf(store, 'key', { account: 2 })).toEqual([2])
      expect(await idsOf(store, 'key', { account: 3 })).toEqual([])
    })

    test('find runs by pipeline, state and the moment when they are due', async () => {
      const { store } = await open()
      await create(store, 'run', [
        sampleRun({ pipeline: 1, state: 'succeeded', endedAt: moment }),
        sampleRun({ pipeline: 2, state: 'queued' }),
        sampleRun({ pipeline: 1, state: 'queued', notBefore: later(10) }),
        sampleRun({ pipeline: 1, state: 'running', claim: { worker: 'a', until: later(5) } }),
        sampleRun({ pipeline: 2, state: 'failed', endedAt: moment, notBefore: moment }),
      ])
      expect(await idsOf(store, 'run', { pipeline: 1 })).toEqual([4, 3, 1])
      expect(await idsOf(store, 'run', { states: ['queued'] })).toEqual([3, 2])
      expect(await idsOf(store, 'run', { states: ['queued', 'running'] })).toEqual([4, 3, 2])
      expect(await idsOf(store, 'run', { states: [] })).toEqual([])
      expect(await idsOf(store, 'run', { states: ['nothing'] })).toEqual([])
      expect(await idsOf(store, 'run', { dueBy: new Date(later(-1)) })).toEqual([])
      expect(await idsOf(store, 'run', { dueBy: new Date(moment) })).toEqual([2])
      expect(await idsOf(store, 'run', { dueBy: new Date(Date.parse(later(5)) - 1) })).toEqual([2])
      expect(await idsOf(store, 'run', { dueBy: new Date(later(5)) })).toEqual([4, 2])
      expect(await idsOf(store, 'run', { dueBy: new Date(later(10)) })).toEqual([4, 3, 2])
    })

    test('find pipelines by source, destination and the moment of their next run', async () => {
      const { store } = await open()
      await create(store, 'pipeline', [
        samplePipeline({ source: 1, destination: 1, nextRunAt: later(1) }),
        samplePipeline({ source: 2, destination: 1, nextRunAt: null }),
        samplePipeline({ source: 1, destination: 2, nextRunAt: later(2) }),
      ])
      expect(await idsOf(store, 'pipeline', { source: 1 })).toEqual([3, 1])
      expect(await idsOf(store, 'pipeline', { destination: 1 })).toEqual([2, 1])
      expect(await idsOf(store, 'pipeline', { source: 1, destination: 1 })).toEqual([1])
      expect(await idsOf(store, 'pipeline', { dueBy: new Date(moment) })).toEqual([])
      expect(await idsOf(store, 'pipeline', { dueBy: new Date(later(1)) })).toEqual([1])
      expect(await idsOf(store, 'pipeline', { dueBy: new Date(later(60)) })).toEqual([3, 1])
    })

    test('find nothing by what a kind of record does not have', async () => {
      const { store } = await open()
      await create(store, 'source', [sampleEnd()])
      await create(store, 'run', [sampleRun()])
      await create(store, 'pipeline', [samplePipeline()])
      for (const query of [
        { pipeline: 1 },
        { source: 1 },
        { destination: 1 },
        { states: ['queued'] },
        { dueBy: new Date() },
      ]) {
        expect(await idsOf(store, 'source', query)).toEqual([])
      }
      expect(await idsOf(store, 'run', { source: 1 })).toEqual([])
      expect(await idsOf(store, 'pipeline', { pipeline: 1 })).toEqual([])
      expect(await idsOf(store, 'pipeline', { states: ['queued'] })).toEqual([])
    })

    test('follow a record when it is replaced', async () => {
      const { store } = await open()
      await create(store, 'run', [sampleRun({ pipeline: 1, state: 'queued' })])
      const value = sampleRun({ pipeline: 1, state: 'running', claim: { worker: 'a', until: later(5) } })
      await store.apply([{ type: 'replace', kind: 'run', id: 1, account: 1, revision: 1, value }])
      expect(await idsOf(store, 'run', { states: ['queued'] })).toEqual([])
      expect(await idsOf(store, 'run', { states: ['running'], dueBy: new Date(later(4)) })).toEqual([])
      expect(await idsOf(store, 'run', { states: ['running'], dueBy: new Date(later(5)) })).toEqual([1])
    })

    test('meet all conditions at once, in every combination', async () => {
      const { store } = await open()
      const runs = Array.from({ length: 48 }, (_, index) => ({
        account: 1 + (index % 2),
        pipeline: 1 + (Math.floor(index / 2) % 3),
        isQueued: Math.floor(index / 6) % 2 === 0,
        minute: Math.floor(index / 12),
      }))
      const changes = runs.map(({ account, pipeline, isQueued, minute }, index): Change => {
        const state = isQueued
          ? ({ state: 'queued', notBefore: later(minute) } as const)
          : ({ state: 'failed' } as const)
        return { type: 'create', kind: 'run', id: index + 1, account, value: sampleRun({ pipeline, ...state }) }
      })
      expect(await store.apply(changes)).toBe(true)
      for (let bits = 0; bits < 64; bits += 1) {
        const has = (bit: number): boolean => (bits & (1 << bit)) !== 0
        const query: ListQuery = {
          ...(has(0) && { account: 1 }),
          ...(has(1) && { pipeline: 2 }),
          ...(has(2) && { states: ['queued', 'running'] }),
          ...(has(3) && { dueBy: new Date(later(1)) }),
          ...(has(4) && { before: 30 }),
          ...(has(5) && { limit: 4 }),
        }
        const expected = runs
          .map((run, index) => ({ ...run, id: index + 1 }))
          .filter(
            ({ id, account, pipeline, isQueued, minute }) =>
              (!has(0) || account === 1) &&
              (!has(1) || pipeline === 2) &&
              (!has(2) || isQueued) &&
              (!has(3) || (isQueued && minute <= 1)) &&
              (!has(4) || id < 30),
          )
          .map(({ id }) => id)
          .toReversed()
          .slice(0, has(5) ? 4 : undefined)
        expect({ query, ids: await idsOf(store, 'run', query) }).toEqual({ query, ids: expected })
      }
    })

    test('refuse conditions that can only be a mistake', async () => {
      const { store } = await open()
      const queries: readonly ListQuery[] = [
        { limit: -1 },
        { limit: 1.5 },
        { before: Number.NaN },
        { account: 1.5 },
        { pipeline: Infinity },
        { dueBy: new Date('never') },
      ]
      for (const query of queries) {
        await expect(store.list('run', query)).rejects.toMatchObject({ code: 'store_invalid_request' })
      }
    })
  })
}

async function idsOf(store: Store, kind: RecordKind, query: ListQuery): Promise<readonly number[]> {
  const found = await store.list(kind, query)
  return found.map(({ id }) => id)
}

async function create<Kind extends RecordKind>(
  store: Store,
  kind: Kind,
  values: readonly StoredRecord[Kind][],
  account = 1,
): Promise<void> {
  for (const value of values) {
    const id = await store.nextId(kind)
    expect(await store.apply([{ type: 'create', kind, id, account, value } as Change])).toBe(true)
  }
}
