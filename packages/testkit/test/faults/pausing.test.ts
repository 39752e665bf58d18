import { expect, test } from 'vitest'
import { benchOf, loadKinds, loadOnce, lostRows } from './support/load-kinds.ts'
import type { LoadKind } from './support/load-kinds.ts'

const until = new Date('2026-01-01T01:00:00Z')
const cases = Object.entries(loadKinds).flatMap(([name, kind]) =>
  [false, true].map((hasPrior) => ({ name, kind, hasPrior })),
)

test.each(cases)('a quota that is used up at any row: $name, prior rows: $hasPrior', async ({ kind, hasPrior }) => {
  let paused = 0
  // The last ones are written after the first run: there an incremental read meets them.
  for (const row of [1, 3, 4, 8, 9, 14, 15, 17, 18]) {
    const { violations, hasPaused } = await pauseAt(kind, row, hasPrior)
    expect(violations, `paused at row ${row}`).toEqual([])
    paused += hasPaused ? 1 : 0
  }
  expect(paused).toBeGreaterThan(0)
})

async function pauseAt(
  kind: LoadKind,
  row: number,
  hasPrior: boolean,
): Promise<{ readonly violations: readonly string[]; readonly hasPaused: boolean }> {
  // Savepoints that are rarer than parts: what came after the last one is read again.
  const bench = benchOf(kind, kind.synthetic.savepointEvery === undefined ? {} : { savepointEvery: 2 })
  if (hasPrior) await loadOnce(bench, kind)
  const mayKeepRemoved = kind.keepsRemoved !== 'never'
  const lost = (): readonly string[] => (kind.synthetic.poison === undefined ? [] : lostRows(bench))
  bench.synthetic.inject({ pauseAt: { row, until } })
  const { result } = await bench.run()
  const hasPaused = result?.status === 'paused'
  const violations = [...(await bench.check({ truth: kind.truth, mayKeepRemoved })), ...lost()]

  bench.world.update(2)
  await bench.succeed()
  const keepsRemoved = kind.keepsRemoved === 'always'
  violations.push(...(await bench.check({ truth: kind.truth, mayKeepRemoved: keepsRemoved })), ...lost())
  await bench.succeed()
  violations.push(...(await bench.check({ truth: kind.quietTruth, mayKeepRemoved: keepsRemoved })), ...lost())
  return { violations, hasPaused }
}
