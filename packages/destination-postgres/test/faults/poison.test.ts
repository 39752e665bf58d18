/** Records that are hard or impossible to store: one reject each, and their neighbours load. */

import { FaultBench, keylessPoison, poisonKinds, poisonOutcomes, syntheticSource } from '@millrace/testkit'
import type { PoisonKind, SyntheticOptions } from '@millrace/testkit'
import { expect, test } from 'vitest'
import { inStore } from './support/in-store.ts'

const timeout = 120_000
const every = 5
const modes: Readonly<Record<string, SyntheticOptions>> = {
  full: {},
  savepoint: { incremental: 'savepoint', savepointEvery: 1 },
}
const isThorough = process.env['MILLRACE_KILLS'] === 'all'
// Each kind in one mode, in turn.
const cases = Object.entries(modes).flatMap(([mode, synthetic], place) =>
  poisonKinds.filter((_, index) => isThorough || index % 2 === place).map((kind) => ({ mode, kind, synthetic })),
)

function withPoison(
  kinds: readonly PoisonKind[],
  { synthetic, rows }: { readonly synthetic: SyntheticOptions; readonly rows: number },
  work: (bench: FaultBench) => Promise<void>,
): Promise<void> {
  return inStore(async (subject, reopen) => {
    const bench = new FaultBench({
      synthetic: syntheticSource({ ...synthetic, rows, pageSize: 4, poison: { every, kinds } }),
      subject,
      reopen,
      pipeline: { batchSize: 3, inferenceWindow: 6, commitAfterRecords: 6 },
    })
    await work(bench)
  })
}

test.for(cases)('$kind, mode $mode', { timeout }, async ({ kind, mode, synthetic }) => {
  const rows = kind === 'hugeText' ? 10 : 20
  const poisoned = rows / every
  const isKeyless = keylessPoison.includes(kind)
  await withPoison([kind], { synthetic, rows }, async (bench) => {
    const { reader } = bench.subject
    await bench.succeed()
    expect(await bench.check()).toEqual([])
    const rejects = await reader.rejects('entries', 'p')
    if (poisonOutcomes[kind] === 'rejected') expect(rejects).toHaveLength(poisoned)
    if (poisonOutcomes[kind] === 'stored') expect(rejects).toHaveLength(0)
    expect([0, poisoned]).toContain(rejects.length)
    expect(new Set(rejects.map(({ id }) => id)).size).toBe(rejects.length)
    expect(await reader.rows('entries')).toHaveLength(rows - rejects.length)
    for (const { code, message, hasKey } of rejects) {
      expect(code).toMatch(/^[a-z_]+$/)
      expect(message).not.toBe('')
      expect(hasKey).toBe(!isKeyless)
    }

    bench.world.update(Array.from({ length: poisoned }, (_, index) => (index + 1) * every))
    bench.world.advance(1000)
    await bench.succeed()
    expect(await bench.check()).toEqual([])
    expect(await reader.rows('entries')).toHaveLength(rows)
    // A record without a key cannot be known again: its reject is settled by a full read only.
    if (!isKeyless || mode === 'full') expect(await reader.rejects('entries', 'p')).toHaveLength(0)
  })
})

test(
  'what Postgres cannot hold is rejected under the name of its reason, everything else is stored',
  { timeout },
  async () => {
    const kinds = [
      'bigInteger',
      'notANumber',
      'loneSurrogate',
      'nulCharacter',
      'dateOutOfRange',
      'prototypeKeys',
    ] as const
    await withPoison(kinds, { synthetic: {}, rows: every * kinds.length }, async (bench) => {
      await bench.succeed()
      const rejects = await bench.subject.reader.rejects('entries', 'p')
      expect(new Set(rejects.map(({ code, path }) => `${code} ${path}`))).toEqual(
        new Set(['text_has_nul title', 'text_not_well_formed title']),
      )
      expect(await bench.check()).toEqual([])
    })
  },
)

test.for(Object.entries(modes))('all kinds together, mode %s', { timeout }, async ([, synthetic]) => {
  const kinds = poisonKinds.filter((kind) => kind !== 'hugeText')
  await withPoison(kinds, { synthetic, rows: every * kinds.length * 2 }, async (bench) => {
    await bench.succeed()
    expect(await bench.check()).toEqual([])
  })
})
