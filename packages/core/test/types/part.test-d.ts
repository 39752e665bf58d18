import { describe, expectTypeOf, it } from 'vitest'
import { defineSource } from '@millrace/core/plugin'
import type { Key, Part, partKinds, PartKind, Scope, StreamDefinition } from '@millrace/core/plugin'

/** Stands for the `yield` of a source. */
function give(part: Part): void {
  void part
}

type KeysOf<Union> = Union extends unknown ? keyof Union : never

describe('parts', () => {
  it('are told apart by the one property that each kind has', () => {
    expectTypeOf<KeysOf<Part>>().toEqualTypeOf<PartKind | 'format'>()
    expectTypeOf<(typeof partKinds)[number]>().toEqualTypeOf<PartKind>()
  })

  it('are narrowed by that property', () => {
    const describePart = (part: Part): void => {
      if ('records' in part) expectTypeOf(part.records).toEqualTypeOf<readonly unknown[]>()
      if ('deleted' in part) expectTypeOf(part.deleted).toEqualTypeOf<readonly Key[]>()
      if ('complete' in part) expectTypeOf(part.complete).toEqualTypeOf<Scope>()
      if ('pause' in part) expectTypeOf(part.pause.until).toEqualTypeOf<Date>()
    }
    expectTypeOf(describePart).toBeFunction()
  })

  it('are of these shapes', () => {
    expectTypeOf(give).toBeCallableWith({ records: [{ id: 1 }, null, 'anything'] })
    expectTypeOf(give).toBeCallableWith({ bytes: new Uint8Array(), format: 'json-array' })
    expectTypeOf(give).toBeCallableWith({ savepoint: { page: 3, after: null, ids: [1n] } })
    expectTypeOf(give).toBeCallableWith({ deleted: ['u1', 7, 7n, ['shop', 1]] })
    expectTypeOf(give).toBeCallableWith({ complete: { userId: 'u1', start: { gte: new Date(), lt: '2026-02-01' } } })
    expectTypeOf(give).toBeCallableWith({ pause: { until: new Date(), reason: 'quota' } })
    expectTypeOf(give).toBeCallableWith({ skipped: 'not in this plan' })
  })

  it('are of no others', () => {
    expectTypeOf(give).parameter(0).not.toBeAny()
    // @ts-expect-error records are a list
    give({ records: { id: 1 } })
    // @ts-expect-error bytes have a format
    give({ bytes: new Uint8Array() })
    // @ts-expect-error no such format
    give({ bytes: new Uint8Array(), format: 'csv' })
    // @ts-expect-error a date is no JSON
    give({ savepoint: { at: new Date() } })
    // @ts-expect-error nor is undefined
    give({ savepoint: undefined })
    // @ts-expect-error keys are never null
    give({ deleted: [null] })
    // @ts-expect-error nor are bounds
    give({ complete: { userId: null } })
    // @ts-expect-error a pause has a reason
    give({ pause: { until: new Date() } })
    // @ts-expect-error and a moment
    give({ pause: { until: 'tomorrow', reason: 'quota' } })
    // @ts-expect-error a skip too
    give({ skipped: true })
    // @ts-expect-error no such part
    give({ rows: [] })
  })

  it('are checked where they are yielded', () => {
    defineSource({
      name: 'shop',
      streams: {
        users: {
          async *read({ savepoint, signal }) {
            signal.throwIfAborted()
            yield { records: [savepoint] }
            yield { savepoint: 1 }
          },
        },
      },
    })
    defineSource({
      name: 'shop',
      streams: {
        users: {
          // @ts-expect-error no such part
          async *read() {
            yield { rows: [] }
          },
        },
      },
    })
    // @ts-expect-error a stream needs a way to be read
    defineSource({ name: 'shop', streams: { users: { primaryKey: 'id' } } })
    // @ts-expect-error a list is not an async iterable
    expectTypeOf<{ read: () => Part[] }>().toExtend<StreamDefinition>()
  })
})
