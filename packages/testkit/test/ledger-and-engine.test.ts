import { memoryDestination, runPipeline } from '@millrace/core'
import { expect, test } from 'vitest'
import { ledgerChecker } from '../src/ledger-checker/ledger-checker.ts'
import type { LedgerCheck } from '../src/ledger-checker/ledger-checker.ts'
import type { SyntheticOptions } from '../src/synthetic-source/synthetic-options.ts'
import { syntheticSource } from '../src/synthetic-source/synthetic-source.ts'

const kinds: Readonly<Record<string, SyntheticOptions>> = {
  'full reads': { key: 'composite' },
  'full reads without a key': { key: 'none' },
  savepoints: { incremental: 'savepoint', partitions: 3, savepointEvery: 2, key: 'text', isDeclared: true },
  scopes: { incremental: 'savepoint', scopes: { windows: 4 }, deletes: 'silent', partitions: 2 },
  cursor: { incremental: 'cursor', ties: 3 },
  'cursor, unsorted and late': {
    incremental: 'cursor',
    isUnsorted: true,
    partitions: 2,
    late: { every: 7, byInMs: 5000 },
  },
}

test.each(Object.entries(kinds))('a run and another one after changes: %s', async (_name, options) => {
  const synthetic = syntheticSource(options)
  const { world, source } = synthetic
  const destination = memoryDestination({ now: () => world.now().getTime() })
  const checker = ledgerChecker({
    synthetic,
    destination,
    pipeline: 'p',
    reader: {
      rows: async (table) => destination.table(table),
      deltaRows: async (table) => destination.deltaTable(table),
      rejects: async (stream) => destination.rejects('p', stream),
    },
  })
  const run = async (): Promise<void> => {
    const deltas = { '': 'entries_history', lines: 'lines_history' }
    const streams = { entries: { deltas } }
    await runPipeline({ id: 'p', source, destination, streams, now: () => world.now().getTime() })
  }
  const check: LedgerCheck = { moment: 'ended', truth: 'everything' }

  await run()
  expect(await checker.check(check)).toEqual([])
  world.update(6)
  world.remove(3)
  world.write(4)
  world.advance(60_000)
  expect(await checker.check(check)).not.toEqual([])
  await run()
  expect(await checker.check(check)).toEqual([])
})
