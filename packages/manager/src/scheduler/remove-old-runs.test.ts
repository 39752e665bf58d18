import { expect, test } from 'vitest'
import { newRow } from '../runs/queue-run.ts'
import { memoryStore } from '../store/memory-store.ts'
import type { RunRow } from '../store/records.ts'
import { removeOldRuns } from './remove-old-runs.ts'

const now = new Date('2026-03-01T00:00:00Z')
const day = 86_400_000

/** The run of each minute before now, the newest with the highest number. */
async function storeWith(
  count: number,
  toState: (minute: number) => Partial<RunRow>,
): Promise<ReturnType<typeof memoryStore>> {
  const store = memoryStore({ now: () => now })
  for (let id = 1; id <= count; id += 1) {
    const minute = count - id
    const at = new Date(now.getTime() - minute * 60_000)
    const row = newRow({ id: 1 }, { type: 'run', trigger: 'schedule', incremental: null, now: at })
    const value = { ...row, state: 'succeeded' as const, endedAt: at.toISOString(), ...toState(minute) }
    await store.apply([{ type: 'create', kind: 'run', id, account: 1, value }])
  }
  return store
}

test('what ended too long ago goes, page by page; what is newer, or lives, stays', async () => {
  const live = { state: 'running', endedAt: null } as const
  const store = await storeWith(1_000, (minute) => (minute % 100 === 99 ? live : {}))
  const context = { store, runRetentionInMs: 500 * 60_000 }
  let looks = 1
  while (await removeOldRuns(context)) looks += 1
  expect(looks).toBeGreaterThan(1)
  const left = await store.list('run', {})
  expect(left.filter(({ value }) => value.endedAt === null)).toHaveLength(10)
  expect(left.filter(({ value }) => value.endedAt !== null)).toHaveLength(501 - 5)
})

test('what is kept is not read again and again', async () => {
  const store = await storeWith(1_000, () => ({}))
  let rows = 0
  const list = store.list.bind(store)
  store.list = async (kind, query) => {
    const found = await list(kind, query)
    rows += found.length
    return found
  }
  expect(await removeOldRuns({ store, runRetentionInMs: day })).toBe(false)
  expect(rows).toBeLessThan(20)
  expect(await removeOldRuns({ store: memoryStore(), runRetentionInMs: day })).toBe(false)
})
