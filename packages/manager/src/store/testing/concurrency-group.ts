import { describe, expect, test } from 'vitest'
import type { Change, Store } from '../store.ts'
import { later, moment, sampleRun } from './sample-records.ts'
import { keep } from './store-under-test.ts'
import type { OpenStore } from './store-under-test.ts'

export function concurrencyGroup(open: OpenStore): void {
  describe('two handles', () => {
    test('are one store: with one id, one count, and what the other has changed', async () => {
      const { store, another } = await open()
      const other = await another()
      expect(store.id).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
      expect(other.id).toBe(store.id)
      const id = await keep(store, 'from one')
      expect(await other.read('key', id)).toMatchObject({ value: 'from one' })
      expect(await other.nextId('key')).toBe(id + 1)
      await other.apply([{ type: 'replace', kind: 'key', id, account: 1, revision: 1, value: 'from the other' }])
      expect(await store.list('key', {})).toMatchObject([{ revision: 2, value: 'from the other' }])
    })

    test('one goes on when the other is disposed of', async () => {
      const { store, another } = await open()
      const other = await another()
      await store[Symbol.asyncDispose]()
      const id = await keep(other, 'later')
      expect(await other.read('key', id)).toMatchObject({ value: 'later' })
    })

    test('have one time, which goes on', async () => {
      const { store, another } = await open()
      const other = await another()
      const times = [await store.now(), await other.now(), await store.now()].map((time) => time.getTime())
      expect(times.toSorted((left, right) => left - right)).toEqual(times)
      expect(Math.abs((times[0] ?? 0) - Date.now())).toBeLessThan(60_000)
    })
  })

  describe('at the same time', () => {
    test('no id is given twice', async () => {
      const stores = await handles(open)
      const ids = await Promise.all(stores.flatMap((store) => times(25, () => store.nextId('run'))))
      expect(new Set(ids).size).toBe(100)
    })

    test('of several changes from one revision one is made', async () => {
      const stores = await handles(open)
      const [first] = stores
      const id = await keep(first, 'before')
      const answers = await Promise.all(
        stores.map((store, index) =>
          store.apply([{ type: 'replace', kind: 'key', id, account: 1, revision: 1, value: index }]),
        ),
      )
      expect(answers.filter((isDone) => isDone)).toHaveLength(1)
      expect(await first.read('key', id)).toMatchObject({ revision: 2, value: answers.indexOf(true) })
    })

    test('of several creations of one id one is made', async () => {
      const stores = await handles(open)
      const answers = await Promise.all(
        stores.map((store, index) => store.apply([{ type: 'create', kind: 'key', id: 5, account: 1, value: index }])),
      )
      expect(answers.filter((isDone) => isDone)).toHaveLength(1)
      expect(await stores[0].read('key', 5)).toMatchObject({ revision: 1, value: answers.indexOf(true) })
    })

    test('nothing is lost where each goes on from what he reads', async () => {
      const stores = await handles(open)
      const id = await keep(stores[0], 0)
      await Promise.all(stores.flatMap((store) => times(4, () => increase(store, id))))
      expect(await stores[0].read('key', id)).toMatchObject({ revision: 17, value: 16 })
    })

    test('changes of several records, named in any order, neither block each other nor mix', async () => {
      const stores = await handles(open)
      const ids = [await keep(stores[0], 0), await keep(stores[0], 0), await keep(stores[0], 0)]
      await Promise.all(
        stores.flatMap((store, index) => times(3, () => increaseAll(store, index % 2 === 0 ? ids : ids.toReversed()))),
      )
      const found = await stores[0].list('key', {})
      expect(found.map(({ value }) => value)).toEqual([12, 12, 12])
    })

    test('a queued run is claimed by one worker', async () => {
      const stores = await handles(open)
      for (let id = 1; id <= 6; id += 1) {
        await stores[0].apply([{ type: 'create', kind: 'run', id, account: 1, value: sampleRun() }])
      }
      const claimed = await Promise.all(stores.map((store, index) => claimAll(store, `worker ${index}`)))
      expect(claimed.flat().toSorted((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 6])
    })

    test('readers see all of a change or nothing of it', async () => {
      const stores = await handles(open)
      const [writer, reader] = stores
      const ids = [await keep(writer, 0), await keep(writer, 0)]
      const seen = new Set<unknown>()
      const writing = (async () => {
        for (let count = 0; count < 20; count += 1) await increaseAll(writer, ids)
      })()
      for (let last: unknown = 0; last !== 20;) {
        const found = await reader.list('key', {})
        expect(found[0]?.value).toBe(found[1]?.value)
        last = found[0]?.value
        seen.add(last)
      }
      await writing
      expect(seen.size).toBeGreaterThan(1)
    })
  })
}

type Handles = readonly [Store, Store, Store, Store]

async function handles(open: OpenStore): Promise<Handles> {
  const { store, another } = await open()
  return [store, await another(), await another(), await another()]
}

function times<Result>(count: number, work: () => Promise<Result>): readonly Promise<Result>[] {
  return Array.from({ length: count }, () => work())
}

async function increase(store: Store, id: number): Promise<void> {
  return increaseAll(store, [id])
}

/** Adds one to each of these, from one state of them; again where somebody was faster. */
async function increaseAll(store: Store, ids: readonly number[]): Promise<void> {
  for (;;) {
    const changes: Change[] = []
    for (const id of ids) {
      const kept = await store.read('key', id)
      if (kept !== undefined) changes.push({ type: 'replace', ...kept, value: Number(kept.value) + 1 })
    }
    if (await store.apply(changes)) return
  }
}

/** Claims queued runs until there are none. */
async function claimAll(store: Store, worker: string): Promise<readonly number[]> {
  const claimed: number[] = []
  for (;;) {
    const [next] = await store.list('run', { states: ['queued'], dueBy: new Date(moment), limit: 1 })
    if (next === undefined) return claimed
    const value = { ...next.value, state: 'running', claim: { worker, until: later(5) } } as const
    if (await store.apply([{ type: 'replace', ...next, value }])) claimed.push(next.id)
  }
}
