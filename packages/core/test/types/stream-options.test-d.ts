import { describe, expectTypeOf, it } from 'vitest'
import type { StreamOptions } from '@millrace/core'

/** Stands for the place in the options where a user writes. */
function set(options: StreamOptions): void {
  void options
}

describe('fields', () => {
  it('are included or excluded, by paths', () => {
    expectTypeOf(set).toBeCallableWith({ fields: { include: ['id', 'user.name'] } })
    expectTypeOf(set).toBeCallableWith({ fields: { exclude: [] } })
    // @ts-expect-error a list alone does not say which
    set({ fields: ['id'] })
    // @ts-expect-error one path is a list too
    set({ fields: { exclude: 'id' } })
    // @ts-expect-error neither
    set({ fields: {} })
    // @ts-expect-error misspelt
    set({ fields: { excludes: ['id'] } })
  })
})

describe('tables and deltas', () => {
  it('are names by path', () => {
    expectTypeOf(set).toBeCallableWith({
      tables: { '': 'users', memberships: 'user_memberships' },
      deltas: { '': 'users_history' },
    })
    // @ts-expect-error a list of paths gives no names
    set({ deltas: [''] })
    // @ts-expect-error nor does true
    set({ deltas: true })
    // @ts-expect-error nor true for one of them
    set({ deltas: { '': true } })
    // @ts-expect-error a table has one name
    set({ tables: { '': ['users'] } })
    expectTypeOf<StreamOptions['deltas']>().toEqualTypeOf<StreamOptions['tables']>()
  })
})

describe('columns', () => {
  it('are types, or types with names', () => {
    expectTypeOf(set).toBeCallableWith({
      columns: { price: 'decimal', at: { type: 'timestamp', name: 'happened_at', description: '' } },
    })
    // @ts-expect-error no such type
    set({ columns: { price: 'money' } })
    // @ts-expect-error a name alone declares nothing
    set({ columns: { price: { name: 'amount' } } })
  })
})

describe('filter and transform', () => {
  it('are functions, with a version or without', () => {
    expectTypeOf(set).toBeCallableWith({ filter: (record) => record['billable'] === true })
    expectTypeOf(set).toBeCallableWith({ filter: { version: '1', apply: () => true } })
    expectTypeOf(set).toBeCallableWith({ transform: async (record) => ({ ...record, name: 'x' }) })
    expectTypeOf(set).toBeCallableWith({ transform: { version: '2', apply: (record) => record } })
    // @ts-expect-error a filter is asked at once
    set({ filter: async () => true })
    // @ts-expect-error it answers yes or no
    set({ filter: (record) => record['name'] })
    // @ts-expect-error versions are texts
    set({ filter: { version: 1, apply: () => true } })
    // @ts-expect-error a version of nothing
    set({ transform: { version: '1' } })
    // @ts-expect-error exactly one record
    set({ transform: () => undefined })
  })

  it('see a record whose values are still to be judged, and may not change it', () => {
    set({
      filter: (record) => {
        expectTypeOf(record).toEqualTypeOf<Readonly<Record<string, unknown>>>()
        // @ts-expect-error the record is not theirs
        record['name'] = 'x'
        // @ts-expect-error what stands there is not known
        return record['total'] > 5
      },
    })
  })
})

describe('mode and range', () => {
  it('are those there are', () => {
    expectTypeOf(set).toBeCallableWith({ mode: 'range', range: { from: '2026-01-01T00:00:00Z', to: 7 } })
    // @ts-expect-error no such mode
    set({ mode: 'merge' })
    // @ts-expect-error bounds are texts or numbers
    set({ mode: 'range', range: { from: new Date() } })
    // @ts-expect-error misspelt
    set({ range: { since: 1 } })
  })
})
