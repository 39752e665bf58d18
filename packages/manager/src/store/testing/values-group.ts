import type { JsonValue } from '@millrace/core'
import { describe, expect, test } from 'vitest'
import { sampleDestination, sampleEnd, samplePipeline, sampleRun } from './sample-records.ts'
import { keep } from './store-under-test.ts'
import type { OpenStore } from './store-under-test.ts'

const texts = [
  '',
  ' ',
  'Zeiterfassung – größer',
  '日本語 العربية',
  '👩‍👩‍👧‍👦 e\u0301 é',
  'quotes \' " ` \\ / \n \r \t',
  '\0 NUL \u0001 \u001F \u007F \u2028',
  'lone surrogates \uD800 and \uDFFF',
  "'); drop table records; --",
  '$1 ? :name %s',
]

const values: readonly JsonValue[] = [
  null,
  true,
  false,
  0,
  -1,
  0.1,
  1e-300,
  1.7976931348623157e308,
  1e21,
  Number.MAX_SAFE_INTEGER,
  2 ** 53,
  -(2 ** 60),
  123_456_789_012_345_680_000,
  2n ** 64n,
  -(2n ** 200n),
  [],
  {},
  [[], [null], {}],
  { '': 1, ' ': 2, 'a.b': 3, 'a/b': 4, constructor: 5, 'ü😀': 6 },
  JSON.parse('{"__proto__": {"isAdmin": true}}') as JsonValue,
  ...texts,
  ...texts.map((text) => ({ [text]: [text] })),
]

export function valuesGroup(open: OpenStore): void {
  describe('values', () => {
    test('come back as they went in', async () => {
      const { store } = await open()
      for (const value of values) {
        const id = await keep(store, value)
        expect((await store.read('key', id))?.value).toStrictEqual(value)
      }
      const listed = await store.list('key', {})
      expect(listed.map(({ value }) => value).toReversed()).toStrictEqual(values)
    })

    test('keep the order of their keys', async () => {
      const { store } = await open()
      const id = await keep(store, { zebra: 1, apple: 2, mango: { b: 1, a: 2 } })
      expect(JSON.stringify((await store.read('key', id))?.value)).toBe('{"zebra":1,"apple":2,"mango":{"b":1,"a":2}}')
    })

    test('a bigint comes back as one exactly where a number could not hold it', async () => {
      const { store } = await open()
      const id = await keep(store, [5n, 2n ** 53n - 1n, 2n ** 53n])
      expect((await store.read('key', id))?.value).toStrictEqual([5, 2 ** 53 - 1, 2n ** 53n])
    })

    test('keys without a value are left out', async () => {
      const { store } = await open()
      const id = await keep(store, { gone: undefined, there: null } as unknown as JsonValue)
      expect((await store.read('key', id))?.value).toStrictEqual({ there: null })
    })

    test('a number that JSON does not have is refused, and nothing is kept', async () => {
      const { store } = await open()
      for (const number of [Number.NaN, Infinity, -Infinity]) {
        const change = { type: 'create', kind: 'key', id: 1, account: 1, value: { deep: [number] } } as const
        await expect(store.apply([change])).rejects.toMatchObject({ code: 'store_invalid_request' })
      }
      expect(await store.list('key', {})).toEqual([])
    })

    test('may be large', async () => {
      const { store } = await open()
      const value = Array.from({ length: 20_000 }, (_, index) => ({ index, text: `ü${'x'.repeat(200)}` }))
      const id = await keep(store, value)
      expect((await store.read('key', id))?.value).toStrictEqual(value)
    })

    test('of every kind come back whole', async () => {
      const { store } = await open()
      const same = { type: 'create', id: 1, account: 1 } as const
      const account = { name: 'Sales', shortestPeriod: '1h', allowsManualRuns: false } as const
      const isDone = await store.apply([
        { ...same, kind: 'account', value: account },
        { ...same, kind: 'source', value: sampleEnd() },
        { ...same, kind: 'destination', value: sampleDestination() },
        { ...same, kind: 'pipeline', value: samplePipeline() },
        { ...same, kind: 'run', value: sampleRun() },
      ])
      expect(isDone).toBe(true)
      expect((await store.read('account', 1))?.value).toStrictEqual(account)
      expect((await store.read('source', 1))?.value).toStrictEqual(sampleEnd())
      expect((await store.read('destination', 1))?.value).toStrictEqual(sampleDestination())
      expect((await store.read('pipeline', 1))?.value).toStrictEqual(samplePipeline())
      expect((await store.read('run', 1))?.value).toStrictEqual(sampleRun())
    })

    test('are nobody’s objects: to change what went in or came out changes nothing', async () => {
      const { store } = await open()
      const given = { list: [1] }
      const id = await keep(store, given)
      given.list.push(2)
      const first = await store.read('key', id)
      const value = first?.value as { list: number[] }
      value.list.push(3)
      expect((await store.read('key', id))?.value).toEqual({ list: [1] })
      expect((await store.list('key', {}))[0]?.value).toEqual({ list: [1] })
    })
  })
}
