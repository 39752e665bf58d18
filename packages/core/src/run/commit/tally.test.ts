import { describe, expect, it } from 'vitest'
import type { StreamOutcome } from '../../contract/publish.ts'
import { noCounts, requireBalance } from './ledger.ts'
import { newLedger, newTally, tableCounts, withCounts, withOutcome, withTally } from './tally.ts'
import type { Tally } from './tally.ts'

/** Ten records: two filtered, one rejected, seven staged. */
function tenRecords(): Tally {
  return {
    ...newTally(),
    read: 8,
    retried: 2,
    filtered: 2,
    rejected: 1,
    upserts: 7,
    failed: { ...newTally().failed, filter: 2, receive: 1 },
  }
}

function outcome(given: Partial<StreamOutcome>): StreamOutcome {
  const { inserted, updated, unchanged, superseded, deletedBySource, deletedByFilter, deleted, marked, kept } =
    noCounts()
  return {
    inserted,
    updated,
    unchanged,
    superseded,
    deletedBySource,
    deletedByFilter,
    deleted,
    marked,
    kept,
    tables: {},
    ...given,
  }
}

describe('the ledger of a stream', () => {
  it('balances after a publish', () => {
    const published = withTally(newLedger(), tenRecords(), 'published')
    expect(() => requireBalance('orders', published.counts)).toThrow('does not balance')
    const { counts, failed } = withOutcome(published, outcome({ inserted: 4, updated: 2, superseded: 1 }), 0)
    expect(counts).toEqual({
      ...noCounts(),
      read: 8,
      retried: 2,
      filtered: 2,
      rejected: 1,
      inserted: 4,
      updated: 2,
      superseded: 1,
    })
    expect(failed).toMatchObject({ receive: 1, filter: 2, finalize: 0 })
    requireBalance('orders', counts)
  })

  it('balances while records wait in a generation, and after it is published', () => {
    let ledger = withTally(newLedger(), tenRecords(), 'staged')
    expect(ledger.counts.pending).toBe(7)
    requireBalance('orders', ledger.counts)
    ledger = withTally(ledger, tenRecords(), 'staged')
    expect(ledger.counts.pending).toBe(14)
    ledger = withOutcome(ledger, outcome({ inserted: 13, unchanged: 1 }), 14)
    expect(ledger.counts).toMatchObject({ read: 16, pending: 0, inserted: 13, unchanged: 1 })
    requireBalance('orders', ledger.counts)
  })

  it('balances when what was read is thrown away, and counts none of its failures', () => {
    const { counts, failed } = withTally(newLedger(), tenRecords(), 'discarded')
    expect(counts).toEqual({ ...noCounts(), read: 8, retried: 2, discarded: 10 })
    expect(failed).toEqual(newTally().failed)
    requireBalance('orders', counts)
  })

  it('adds up rows by table over several publishes', () => {
    let ledger = withOutcome(newLedger(), outcome({ tables: { '': { inserted: 1, updated: 2, deleted: 3 } } }), 0)
    ledger = withOutcome(
      ledger,
      outcome({
        tables: { '': { inserted: 10, updated: 20, deleted: 30 }, items: { inserted: 1, updated: 0, deleted: 0 } },
      }),
      0,
    )
    expect(tableCounts(ledger, '')).toEqual({ inserted: 11, updated: 22, deleted: 33 })
    expect(tableCounts(ledger, 'items')).toEqual({ inserted: 1, updated: 0, deleted: 0 })
    expect(tableCounts(ledger, 'tags')).toEqual({ inserted: 0, updated: 0, deleted: 0 })
  })

  it.each(['constructor', '__proto__', 'toString'])('counts the rows of a table at the path %s', (path) => {
    const rows = { inserted: 1, updated: 0, deleted: 0 }
    const once = withOutcome(newLedger(), outcome({ tables: Object.fromEntries([[path, rows]]) }), 0)
    const twice = withOutcome(once, outcome({ tables: Object.fromEntries([[path, rows]]) }), 0)
    expect(tableCounts(newLedger(), path)).toEqual({ inserted: 0, updated: 0, deleted: 0 })
    expect(tableCounts(twice, path)).toEqual({ inserted: 2, updated: 0, deleted: 0 })
  })

  it('never changes the ledger it starts from, since a publish may fail', () => {
    const before = withTally(newLedger(), tenRecords(), 'staged')
    const copy = structuredClone(before)
    withTally(before, tenRecords(), 'published')
    withOutcome(before, outcome({ inserted: 7, tables: { '': { inserted: 7, updated: 0, deleted: 0 } } }), 7)
    withCounts(before, { missing: 3 })
    expect(before).toEqual(copy)
  })

  it('starts anew each time', () => {
    newTally().failed.filter += 1
    newTally().removedRejects.add('key:1')
    expect(newTally()).toMatchObject({ read: 0, failed: { filter: 0 } })
    expect(newTally().removedRejects.size).toBe(0)
  })
})
