import { describe, expect, it } from 'vitest'
import { UnbalancedLedgerError } from '../../contract/errors/unbalanced-ledger-error.ts'
import { stepNames } from '../../contract/run-record.ts'
import { addCounts, addFailures, noCounts, noFailures, requireBalance, toSteps } from './ledger.ts'
import type { Counts } from './ledger.ts'

const cameIn = ['read', 'retried', 'carried'] as const
const wentOut = [
  'filtered',
  'rejected',
  'superseded',
  'inserted',
  'updated',
  'unchanged',
  'pending',
  'discarded',
] as const
const due = ['missing', 'deletedBySource', 'deletedByFilter'] as const
const settled = ['deleted', 'marked', 'kept', 'alive', 'unknown'] as const

const counts = (given: Partial<Counts>): Counts => ({ ...noCounts(), ...given })

describe('requireBalance', () => {
  it('knows every count: each is on one side of one equation', () => {
    const known = [...cameIn, ...wentOut, ...due, ...settled]
    expect([...known].sort()).toEqual(Object.keys(noCounts()).sort())
  })

  it.each(cameIn.flatMap((left) => wentOut.map((right) => [left, right] as const)))('%s = %s', (left, right) => {
    expect(() => requireBalance('orders', counts({ [left]: 3, [right]: 3 }))).not.toThrow()
    expect(() => requireBalance('orders', counts({ [left]: 3, [right]: 2 }))).toThrow(UnbalancedLedgerError)
    expect(() => requireBalance('orders', counts({ [left]: 3, [right]: 4 }))).toThrow(UnbalancedLedgerError)
  })

  it.each(due.flatMap((left) => settled.map((right) => [left, right] as const)))('%s = %s', (left, right) => {
    expect(() => requireBalance('orders', counts({ [left]: 3, [right]: 3 }))).not.toThrow()
    expect(() => requireBalance('orders', counts({ [left]: 3 }))).toThrow(UnbalancedLedgerError)
    expect(() => requireBalance('orders', counts({ [right]: 3 }))).toThrow(UnbalancedLedgerError)
  })

  it('does not let records and deletions make up for each other', () => {
    expect(() => requireBalance('orders', counts({ read: 1, deleted: 1 }))).toThrow(UnbalancedLedgerError)
  })

  it('refuses counts that are no numbers', () => {
    expect(() => requireBalance('orders', counts({ read: NaN, inserted: NaN }))).toThrow(UnbalancedLedgerError)
  })

  it('says which stream, and what does not add up', () => {
    const unbalanced = counts({ read: 5, inserted: 4, missing: 2, deleted: 1 })
    expect(() => requireBalance('orders', unbalanced)).toThrow(/orders.* 5 records came and 4 .* 2 deletions .* 1 /)
  })
})

describe('addCounts', () => {
  it('adds what is given and leaves the rest', () => {
    const target = counts({ read: 1, deleted: 2 })
    addCounts(target, { read: 2, pending: -1 })
    expect(target).toEqual(counts({ read: 3, deleted: 2, pending: -1 }))
  })

  it('takes no counts that the ledger does not have', () => {
    const target = noCounts()
    addCounts(target, JSON.parse('{"tables":{},"lost":3}'))
    expect(target).toEqual(noCounts())
  })
})

describe('toSteps', () => {
  it('gives each step what the one before it passed', () => {
    const failed = { ...noFailures(), receive: 1, filter: 3, finalize: 2 }
    const steps = toSteps(counts({ read: 10, retried: 2, carried: 1, discarded: 3 }), failed)
    expect(Object.keys(steps)).toEqual(stepNames)
    expect(steps).toEqual({
      receive: { passed: 9, failed: 1 },
      inputValidation: { passed: 9, failed: 0 },
      filter: { passed: 6, failed: 3 },
      transformation: { passed: 6, failed: 0 },
      outputValidation: { passed: 6, failed: 0 },
      finalize: { passed: 4, failed: 2 },
    })
  })
})

describe('addFailures', () => {
  it('adds step by step', () => {
    const target = { ...noFailures(), receive: 1 }
    addFailures(target, { ...noFailures(), receive: 2, finalize: 3 })
    expect(target).toEqual({ ...noFailures(), receive: 3, finalize: 3 })
  })
})
