import { describe, expect, test } from 'vitest'
import { recordKinds } from '../record-columns.ts'
import type { Change } from '../store.ts'
import { samplePipeline, sampleRun } from './sample-records.ts'
import { keep } from './store-under-test.ts'
import type { OpenStore } from './store-under-test.ts'

export function changesGroup(open: OpenStore): void {
  describe('changes', () => {
    test('a created record has revision 1, and each replacement one more', async () => {
      const { store } = await open()
      const id = await keep(store, 'first', 7)
      expect(await store.read('key', id)).toEqual({ kind: 'key', id, account: 7, revision: 1, value: 'first' })
      expect(await store.apply([{ type: 'replace', kind: 'key', id, account: 7, revision: 1, value: 'second' }])).toBe(
        true,
      )
      expect(await store.read('key', id)).toEqual({ kind: 'key', id, account: 7, revision: 2, value: 'second' })
    })

    test('what was never made is not there', async () => {
      const { store } = await open()
      expect(await store.read('run', 1)).toBeUndefined()
      expect(await store.list('run', {})).toEqual([])
    })

    test('a change from an older revision, or a later one, is refused and changes nothing', async () => {
      const { store } = await open()
      const id = await keep(store, 'first')
      const replace = (revision: number): Change => {
        const value = `from ${revision}`
        return { type: 'replace', kind: 'key', id, account: 1, revision, value }
      }
      expect(await store.apply([replace(1)])).toBe(true)
      for (const revision of [0, 1, 3]) {
        expect(await store.apply([replace(revision)])).toBe(false)
        expect(await store.apply([{ type: 'remove', kind: 'key', id, revision }])).toBe(false)
      }
      expect(await store.read('key', id)).toMatchObject({ revision: 2, value: 'from 1' })
    })

    test('an id that exists is refused, of the same kind only', async () => {
      const { store } = await open()
      const id = await keep(store, 'first')
      expect(await store.apply([{ type: 'create', kind: 'key', id, account: 1, value: 'again' }])).toBe(false)
      expect(await store.apply([{ type: 'create', kind: 'run', id, account: 1, value: sampleRun() }])).toBe(true)
      expect(await store.read('key', id)).toMatchObject({ revision: 1, value: 'first' })
    })

    test('what is not there can be neither replaced nor removed', async () => {
      const { store } = await open()
      expect(await store.apply([{ type: 'replace', kind: 'key', id: 1, account: 1, revision: 1, value: 1 }])).toBe(
        false,
      )
      expect(await store.apply([{ type: 'remove', kind: 'key', id: 1, revision: 1 }])).toBe(false)
      expect(await store.list('key', {})).toEqual([])
    })

    test('several changes are made together', async () => {
      const { store } = await open()
      const [gone, changed] = [await keep(store, 'gone'), await keep(store, 'old')]
      const pipeline = await store.nextId('pipeline')
      const isDone = await store.apply([
        { type: 'create', kind: 'pipeline', id: pipeline, account: 1, value: samplePipeline() },
        { type: 'replace', kind: 'key', id: changed, account: 2, revision: 1, value: 'new' },
        { type: 'remove', kind: 'key', id: gone, revision: 1 },
      ])
      expect(isDone).toBe(true)
      expect(await store.read('pipeline', pipeline)).toMatchObject({ revision: 1, value: samplePipeline() })
      expect(await store.read('key', changed)).toMatchObject({ revision: 2, account: 2, value: 'new' })
      expect(await store.read('key', gone)).toBeUndefined()
    })

    test.for([0, 1, 2])('none of several is made where one is refused, wherever it stands (%i)', async (place) => {
      const { store } = await open()
      const [first, second] = [await keep(store, 'first'), await keep(store, 'second')]
      const made = (await store.nextId('key')) + 10
      const changes: Change[] = [
        { type: 'replace', kind: 'key', id: second, account: 1, revision: 1, value: 'changed' },
        { type: 'create', kind: 'key', id: made, account: 1, value: 'made' },
      ]
      changes.splice(place, 0, { type: 'remove', kind: 'key', id: first, revision: 9 })
      expect(await store.apply(changes)).toBe(false)
      const left = await store.list('key', {})
      expect(left.map(({ id, revision, value }) => [id, revision, value])).toEqual([
        [second, 1, 'second'],
        [first, 1, 'first'],
      ])
    })

    test('several changes of one record follow each other', async () => {
      const { store } = await open()
      const id = await store.nextId('key')
      const same = { kind: 'key', id, account: 1 } as const
      const isDone = await store.apply([
        { type: 'create', ...same, value: 1 },
        { type: 'replace', ...same, revision: 1, value: 2 },
        { type: 'replace', ...same, revision: 2, value: 3 },
      ])
      expect(isDone).toBe(true)
      expect(await store.read('key', id)).toMatchObject({ revision: 3, value: 3 })
      const remove = { type: 'remove', kind: 'key', id, revision: 3 } as const
      expect(await store.apply([remove, remove])).toBe(false)
      expect(await store.apply([remove, { type: 'create', ...same, value: 4 }])).toBe(true)
      expect(await store.read('key', id)).toMatchObject({ revision: 1, value: 4 })
    })

    test('no changes at all are allowed', async () => {
      const { store } = await open()
      expect(await store.apply([])).toBe(true)
    })

    test('ids that cannot be kept are a mistake', async () => {
      const { store } = await open()
      for (const id of [0, -1, 1.5, Number.NaN, 2 ** 53]) {
        const change: Change = { type: 'create', kind: 'key', id, account: 1, value: null }
        await expect(store.apply([change])).rejects.toMatchObject({ code: 'store_invalid_request' })
        await expect(store.apply([{ ...change, id: 1, account: id }])).rejects.toThrow('account must be a whole number')
      }
    })
  })

  describe('ids', () => {
    test('are counted by kind, from 1', async () => {
      const { store } = await open()
      for (const kind of recordKinds) {
        expect([await store.nextId(kind), await store.nextId(kind)]).toEqual([1, 2])
      }
    })

    test('are never given again, after a removal neither', async () => {
      const { store } = await open()
      const id = await keep(store, 'gone')
      expect(await store.apply([{ type: 'remove', kind: 'key', id, revision: 1 }])).toBe(true)
      expect(await store.nextId('key')).toBe(id + 1)
    })

    test('are not given where somebody has chosen one himself, even if it was removed', async () => {
      const { store } = await open()
      await store.apply([{ type: 'create', kind: 'account', id: 7, account: 7, value: anAccount }])
      expect(await store.nextId('account')).toBe(8)
      await store.apply([{ type: 'create', kind: 'account', id: 3, account: 3, value: anAccount }])
      expect(await store.nextId('account')).toBe(9)
      await store.apply([{ type: 'create', kind: 'account', id: 20, account: 20, value: anAccount }])
      await store.apply([{ type: 'remove', kind: 'account', id: 20, revision: 1 }])
      expect(await store.nextId('account')).toBe(21)
      expect(await store.nextId('source')).toBe(1)
    })
  })
}

const anAccount = { name: 'Sales', shortestPeriod: null, allowsManualRuns: true }
