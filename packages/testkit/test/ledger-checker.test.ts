import type { StoredSavepoint } from '@millrace/core/plugin'
import { describe, expect, test } from 'vitest'
import { assertLedger, ledgerChecker } from '../src/ledger-checker/ledger-checker.ts'
import type { LedgerCheck, LedgerChecker } from '../src/ledger-checker/ledger-checker.ts'
import type { LedgerRow } from '../src/ledger-checker/ledger-reader.ts'
import type { SyntheticOptions } from '../src/synthetic-source/synthetic-options.ts'
import { syntheticSource } from '../src/synthetic-source/synthetic-source.ts'
import type { Synthetic } from '../src/synthetic-source/synthetic-source.ts'
import { destinationOf, readerOf, standingOf, succeededRun } from './synthetic-tables.ts'
import type { Standing } from './synthetic-tables.ts'

const everything: LedgerCheck = { moment: 'ended', truth: 'everything' }
const savepoints: LedgerCheck = { moment: 'ended', truth: 'savepoints' }

interface Bench {
  readonly synthetic: Synthetic
  readonly standing: Standing
  readonly checker: LedgerChecker
}

/** Twenty rows that stand as they are at the source, read to the end. */
function setUp(options: SyntheticOptions = {}): Bench {
  const synthetic = syntheticSource({ rows: 20, incremental: 'savepoint', ...options })
  const standing = standingOf(synthetic.world.truth(), [savepoint(20, 1)])
  const destination = destinationOf(standing)
  const checker = ledgerChecker({ synthetic, destination, reader: readerOf(standing), pipeline: 'p' })
  return { synthetic, standing, checker }
}

function savepoint(position: number, sequence: number): StoredSavepoint {
  return { connector: 'synthetic', version: 1, stream: 'entries', partition: '', sequence, value: { position } }
}

function rowsOf(standing: Standing, path: string): LedgerRow[] {
  const rows = standing.rows[path]
  if (rows === undefined || rows.length === 0) throw new Error(`no rows stand at '${path}'`)
  return rows
}

/** Loads a record in the place of another version of it, history included. */
function load(standing: Standing, records: Parameters<typeof standingOf>[0]): void {
  const { rows, deltas } = standingOf(records)
  Object.assign(standing.rows, rows)
  Object.assign(standing.deltas, deltas)
}

test('a ledger that is right has no violations', async () => {
  const { checker } = setUp()
  expect(await checker.check(everything)).toEqual([])
  expect(await checker.check(savepoints)).toEqual([])
})

test('all violations are thrown together', async () => {
  const { checker, standing } = setUp()
  standing.isBusy = true
  rowsOf(standing, '').pop()
  await expect(assertLedger(checker, everything)).rejects.toThrow(/violations:\n- row 20 .* is missing[^]*is held/)
})

describe('(a) truth', () => {
  test('a row that is missing', async () => {
    const { checker, standing } = setUp()
    load(standing, syntheticSource({ rows: 19 }).world.truth())
    expect(await checker.check(savepoints)).toEqual(['row 20 (version 1) is missing'])
  })

  test('a row with a value that the source never had', async () => {
    const { checker, standing } = setUp()
    const rows = rowsOf(standing, '')
    rows[3] = { ...rows[3], title: 'tampered' }
    expect(await checker.check(savepoints)).toContain(
      'row 4 stands in a form that the source never had (it says version 1)',
    )
  })

  test('rows whose children are those of an older version', async () => {
    const { checker, standing, synthetic } = setUp()
    const labels = rowsOf(standing, 'labels')
    synthetic.world.update(20)
    standing.savepoints.splice(0, 1, savepoint(40, 2))
    load(standing, synthetic.world.truth())
    standing.rows['labels'] = labels
    const violations = await checker.check({ ...savepoints, moment: 'crashed' })
    expect(violations.filter((violation) => violation.includes('in a form that the source never had'))).not.toEqual([])
  })

  test('a row that is older than its savepoint says, and one that is newer', async () => {
    const { checker, standing, synthetic } = setUp()
    synthetic.world.update([5])
    standing.savepoints.splice(0, 1, savepoint(21, 2))
    expect(await checker.check(savepoints)).toEqual(['row 5 stands in version 1, older than 2'])
    load(standing, synthetic.world.truth())
    expect(await checker.check(savepoints)).toEqual([])
    standing.savepoints.splice(0, 1, savepoint(20, 3))
    expect(await checker.check(savepoints)).toContain('row 5 stands in version 2, past the savepoint, which covers 1')
  })

  test('a row that was removed, where it can be known and where not', async () => {
    const { checker, standing, synthetic } = setUp()
    synthetic.world.remove([7])
    standing.savepoints.splice(0, 1, savepoint(21, 2))
    expect(await checker.check(savepoints)).toEqual(['row 7 stands, though the source removed it'])
    expect(await checker.check({ ...savepoints, mayKeepRemoved: true })).toEqual([])
  })

  test('a poisoned row that neither stands nor is a reject', async () => {
    const { checker, standing } = setUp({ poison: { every: 10, kinds: ['cycle'] } })
    const destination = destinationOf(standing)
    const synthetic = syntheticSource({ rows: 20, incremental: 'savepoint', poison: { every: 10, kinds: ['cycle'] } })
    const reader = { ...readerOf(standing), rejects: async () => [] }
    expect(await checker.check(savepoints)).toEqual([])
    expect(await ledgerChecker({ synthetic, destination, reader, pipeline: 'p' }).check(savepoints)).toEqual([
      'row 10 neither stands nor is among the rejects',
      'row 20 neither stands nor is among the rejects',
    ])
  })
})

describe('(b) children', () => {
  test('rows without a parent', async () => {
    const { checker, standing } = setUp()
    rowsOf(standing, 'labels').push({ entry_id: 99, _index: 0, value: 'lost' })
    rowsOf(standing, 'lines.tags').push({ entry_id: 1, _index_1: 77, _index: 0, value: 'lost' })
    const violations = await checker.check(everything)
    expect(violations).toContain('table entries__labels: 1 rows have no parent in entries')
    expect(violations).toContain('table entries__lines__tags: 1 rows have no parent in entries__lines')
  })

  test('elements that are not numbered without a gap', async () => {
    const { checker, standing } = setUp()
    const rows = rowsOf(standing, 'labels')
    rows[0] = { ...rows[0], _index: 9 }
    expect(await checker.check(everything)).toContain(
      'table entries__labels: the elements of 1 arrays are not numbered 0, 1, 2, … once each',
    )
  })
})

describe('(c) savepoints', () => {
  const moves: readonly (readonly [what: string, next: StoredSavepoint[], violation: string])[] = [
    ['moved back', [savepoint(15, 2)], 'the savepoint moved back'],
    ['lost', [], 'the savepoint was lost'],
    ['sequence fell', [savepoint(20, 0)], 'the savepoint: its sequence fell from 1 to 0'],
    ['past the end', [savepoint(99, 2)], "the savepoint stands past the end of the source's log"],
    ['past durable rows', [savepoint(24, 2)], 'row 24 (version 1) is missing'],
  ]

  test.each(moves)('%s', async (_what, next, violation) => {
    const { checker, standing, synthetic } = setUp()
    await checker.check(savepoints)
    synthetic.world.write(4)
    standing.savepoints.splice(0, 1, ...next)
    expect(await checker.check(savepoints)).toContain(violation)
  })
})

describe('(d) counts', () => {
  test('a ledger that does not balance', async () => {
    const { checker, standing } = setUp()
    standing.runs.splice(0, 1, succeededRun(20, { inserted: 19, missing: 1 }))
    const violations = (await checker.check(everything)).join('\n')
    expect(violations).toMatch(/does not balance: read 20 \+ .* ≠ .* inserted 19/)
    expect(violations).toMatch(/does not balance: missing 1 \+ .* ≠ deleted 0/)
  })

  test('a count that is none', async () => {
    const { checker, standing } = setUp()
    standing.runs.splice(0, 1, succeededRun(20, { inserted: 21, updated: -1 }))
    expect(await checker.check(everything)).toEqual(["stream entries: 'updated' is -1, not a whole number from 0"])
  })

  test('steps that lose a record', async () => {
    const { checker, standing } = setUp()
    const run = succeededRun(20)
    standing.runs.splice(0, 1, { ...run, steps: { ...run.steps, filter: { passed: 19, failed: 0 } } })
    expect(await checker.check(everything)).toContain(
      'step filter: 19 passed and 0 failed, but 20 passed the step inputValidation before it',
    )
  })
})

describe('(e) runs', () => {
  const running = { ...succeededRun(20), status: 'running', endedAt: null } as const

  test('a run that lives although it ended', async () => {
    const { checker, standing } = setUp()
    standing.runs.splice(0, 1, running)
    expect(await checker.check(savepoints)).toEqual(['run 1 is said to be running, though it has ended'])
    expect(await checker.check({ ...savepoints, moment: 'crashed' })).toEqual([])
  })

  test('two runs that live, and a failure without a reason', async () => {
    const { checker, standing } = setUp()
    standing.runs.push({ ...running, number: 2 }, { ...running, number: 3 })
    standing.runs.push({ ...succeededRun(0), number: 4, status: 'failed' })
    expect(await checker.check({ ...savepoints, moment: 'crashed' })).toEqual([
      '2 runs are said to be running: 2, 3',
      "run 4: its status is failed, its error ''",
    ])
  })
})

test('(f) staging to which no savepoint refers', async () => {
  const { checker, standing } = setUp()
  standing.staging.push({ partition: 'p1', generation: undefined }, { partition: 'p2', generation: 'g1' })
  expect(await checker.check(savepoints)).toEqual([
    'rows of partition p1 are staged outside of a generation, and no run lives',
    'rows of partition p2 are staged for a generation that is not open',
  ])
  expect(await checker.check({ ...savepoints, moment: 'crashed' })).toEqual([])
})

test('(g) a record that neither stands nor is counted as a reject', async () => {
  const { checker, standing } = setUp({ poison: { every: 10, kinds: ['cycle'] } })
  expect(await checker.check(everything)).toEqual(['20 records are at the source, but 18 stand and 0 are rejects'])
  standing.rejects = 2
  expect(await checker.check(everything)).toEqual([])
})

describe('(h) deltas', () => {
  test('a history from which the table does not come out', async () => {
    const { checker, standing } = setUp()
    const deltas = standing.deltas['']
    deltas?.shift()
    if (deltas !== undefined) deltas[0] = { ...deltas[0], title: 'other' }
    deltas?.push({ ...deltas[1], id: 50 })
    expect(await checker.check(everything)).toEqual([
      'delta table entries_history: 1 rows of entries do not come out of it',
      'delta table entries_history: 1 rows come out of it that entries does not have',
      'delta table entries_history: 1 rows come out of it other than they stand in entries',
    ])
  })

  test('changes that contradict each other', async () => {
    const { checker, standing } = setUp()
    const [first = {}] = standing.deltas[''] ?? []
    standing.deltas['']?.push({ ...first, _mr_op: 'insert', _mr_seq: 2 }, { id: 60, _mr_op: 'delete', _mr_seq: 2 })
    expect(await checker.check(everything)).toEqual([
      'delta table entries_history: 1 changes delete a row that is not there',
      'delta table entries_history: 1 changes insert a row that is there already',
    ])
  })

  test('a replace deletes and inserts in one commit', async () => {
    const { checker, standing } = setUp()
    const [first = {}] = standing.deltas[''] ?? []
    standing.deltas['']?.push({ ...first, _mr_op: 'insert', _mr_seq: 2 }, { ...first, _mr_op: 'delete', _mr_seq: 2 })
    expect(await checker.check(everything)).toEqual([])
  })
})
