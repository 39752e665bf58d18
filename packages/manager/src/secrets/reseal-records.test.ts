import { expect, test } from 'vitest'
import { z } from 'zod'
import { memoryStore } from '../store/memory-store.ts'
import type { MemoryStore } from '../store/memory-store.ts'
import { sampleDestination, sampleEnd } from '../store/testing/sample-records.ts'
import { resealRecords } from './reseal-records.ts'
import { SecretKeeper } from './secret-keeper.ts'
import { sampleKey } from './testing/sample-keys.ts'

const schema = z.object({
  key: z.string().meta({ isSecret: true }),
  other: z.string().meta({ isSecret: true }).optional(),
})
const [old, fresh] = [sampleKey('old'), sampleKey('fresh')]
const [before, during, after] = [[old], [fresh, old], [fresh]].map(
  (keys) => new SecretKeeper({ keys, environment: {} }),
)

/** Sources of two accounts and a destination, sealed with the old key; one has a reference as well, one nothing else. */
async function fill(store: MemoryStore): Promise<void> {
  for (let id = 1; id <= 120; id += 1) {
    const account = 1 + (id % 2)
    const settings =
      id === 120 ? { key: { env: 'KEY' } } : { key: `key of ${id}`, ...(id === 7 && { other: { env: 'KEY' } }) }
    const sealed = await before?.protect({ schema, settings, place: { account, kind: 'source', id } })
    await store.apply([{ type: 'create', kind: 'source', id, account, value: sampleEnd(sealed) }])
  }
  const place = { account: 1, kind: 'destination', id: 1 } as const
  const sealed = await before?.protect({ schema, settings: { key: 'key of destination' }, place })
  await store.apply([{ type: 'create', kind: 'destination', id: 1, account: 1, value: sampleDestination(sealed) }])
}

test('everything comes under the first key, and the old one can go', async () => {
  const store = memoryStore()
  await fill(store)
  if (during === undefined || after === undefined) throw new Error('there are no keepers')
  expect(await resealRecords(store, during)).toBe(120)
  expect(await resealRecords(store, during)).toBe(0)
  const sources = await store.list('source', {})
  expect(JSON.stringify(sources)).not.toContain('"old"')
  for (const { id, account, value } of sources.filter((source) => source.id < 7)) {
    const { settings } = await after.reveal(schema, value, { account, kind: 'source', id })
    expect(settings).toEqual({ key: `key of ${id}` })
  }
  expect((await store.read('source', 7))?.value.secrets['/other']).toEqual({
    type: 'reference',
    reference: { env: 'KEY' },
  })
  expect((await store.read('source', 120))?.revision).toBe(1)
  const destination = await store.read('destination', 1)
  expect(destination).toMatchObject({ revision: 2, value: { mode: 'normal', name: 'Clockify' } })
})

test('a record that somebody changes meanwhile keeps his change', async () => {
  const store = memoryStore()
  await fill(store)
  if (during === undefined) throw new Error('there are no keepers')
  const apply = store.apply.bind(store)
  let isFirst = true
  store.apply = async (changes) => {
    const source = await store.read('source', 5)
    if (isFirst && source !== undefined) {
      isFirst = false
      await apply([{ type: 'replace', ...source, value: { ...source.value, name: 'changed' } }])
    }
    return apply(changes)
  }
  expect(await resealRecords(store, during)).toBe(120)
  expect((await store.read('source', 5))?.value).toMatchObject({
    name: 'changed',
    secrets: { '/key': { key: 'fresh' } },
  })
})

test('without the old key it says so, and leaves the rest as it is', async () => {
  const store = memoryStore()
  await fill(store)
  if (after === undefined) throw new Error('there are no keepers')
  await expect(resealRecords(store, after)).rejects.toThrow(
    'is sealed with key "old", which is not among secrets.keys ("fresh")',
  )
})
