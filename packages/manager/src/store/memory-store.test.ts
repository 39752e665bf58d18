import { expect, test } from 'vitest'
import { memoryStore } from './memory-store.ts'
import { storeSuite } from './testing/store-suite.ts'

storeSuite(async () => {
  const store = memoryStore()
  await store.open()
  return {
    store,
    async another() {
      const other = memoryStore({ sharedWith: store })
      await other.open()
      return other
    },
  }
})

test('each memory store is one of its own', async () => {
  const [one, two] = [memoryStore(), memoryStore()]
  await one.apply([{ type: 'create', kind: 'key', id: 1, account: 1, value: 'mine' }])
  expect(await two.read('key', 1)).toBeUndefined()
  expect(two.id).not.toBe(one.id)
})

test('its time may be given, and is that of all its handles', async () => {
  const noon = new Date('2026-01-01T12:00:00.000Z')
  const store = memoryStore({ now: () => noon })
  expect(await store.now()).toEqual(noon)
  expect(await memoryStore({ sharedWith: store }).now()).toEqual(noon)
})
