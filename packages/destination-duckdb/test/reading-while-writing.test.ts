import { expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { load } from './support/load.ts'
import { makeFolder } from './support/make-folder.ts'

const rowCount = 20_000

/** Records of a version of the source, with children. */
function version(number: number): readonly object[] {
  return Array.from({ length: rowCount }, (_, id) => ({ id, version: number, tags: [{ version: number }] }))
}

/** Does something again and again until something else ends. */
async function repeatDuring(running: Promise<unknown>, work: () => Promise<void>): Promise<void> {
  const isEnded = running.then(() => true)
  while (!(await Promise.race([isEnded, work().then(() => false)])));
}

const timeout = 60_000

test('readers see the old state or the new one, over all tables, and wait for nobody', { timeout }, async () => {
  const destination = duckdb({ path: `${makeFolder()}/shop.duckdb` })
  const users = { deltas: { '': 'users_history' } }
  await load(destination, version(1), { users })
  const states = `SELECT
    (SELECT list(DISTINCT version) FROM users) AS roots,
    (SELECT list(DISTINCT version) FROM users__tags) AS children,
    (SELECT count(*) FROM users) AS count,
    (SELECT max(version) FROM users_history) AS history`
  const seen: string[] = []
  await repeatDuring(load(destination, version(2), { users }), async () => {
    const [state] = await destination.query(states)
    seen.push(JSON.stringify(state))
  })
  const [before, after] = [1, 2].map((number) =>
    JSON.stringify({ roots: [number], children: [number], count: rowCount, history: number }),
  )
  expect(seen[0]).toBe(before)
  expect(seen.filter((text) => text !== before && text !== after)).toEqual([])
  expect(JSON.stringify((await destination.query(states))[0])).toBe(after)
})

test('what describes the tables sees one state, too', { timeout: 60_000 }, async () => {
  const destination = duckdb({ path: `${makeFolder()}/shop.duckdb` })
  await load(destination, version(1).slice(0, 10))
  const counts = new Set<string>()
  await repeatDuring(load(destination, version(1)), async () => {
    const [stream] = await destination.describe()
    counts.add(JSON.stringify(stream?.rowCounts))
  })
  const allowed = [10, rowCount].map((count) => JSON.stringify({ '': count, tags: count }))
  expect([...counts].filter((text) => !allowed.includes(text))).toEqual([])
})
