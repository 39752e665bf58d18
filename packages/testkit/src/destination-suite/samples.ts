import type { StreamOutcome, TableOutcome } from '@millrace/core/plugin'
import { testStream } from './test-stream.ts'
import type { TestStream } from './test-stream.ts'

/** One table with a key. */
export const people: TestStream = testStream('people', {
  key: { id: 'integer' },
  columns: { name: 'text', age: 'integer' },
})

/** Children and grandchildren. */
export const families: TestStream = testStream('families', {
  key: { id: 'integer' },
  columns: { name: 'text' },
  children: { pets: { columns: { name: 'text' }, children: { toys: { columns: { label: 'text' } } } } },
})

/** The higher version of a record wins. */
export const orders: TestStream = testStream('orders', {
  key: { id: 'integer' },
  columns: { state: 'text', version: 'integer' },
  cursor: 'version',
})

/** Read in partitions, with columns for scopes. */
export const stations: TestStream = testStream('stations', {
  key: { id: 'integer' },
  columns: { name: 'text', region: 'text', level: 'integer' },
  hasPartitions: true,
})

/** Rows without a key, in partitions. */
export const visits: TestStream = testStream('visits', {
  columns: { page: 'text' },
  children: { clicks: { columns: { target: 'text' } } },
  hasPartitions: true,
})

type Count = Exclude<keyof StreamOutcome, 'tables'>

/** The counts of an outcome that are not 0. */
export function countsOf(outcome: StreamOutcome): Partial<Record<Count, number>> {
  return Object.fromEntries(Object.entries(outcome).filter(([name, count]) => name !== 'tables' && count !== 0))
}

/** The counts of one table that are not 0. */
export function tableCountsOf(outcome: StreamOutcome, path: string): Partial<TableOutcome> {
  return Object.fromEntries(Object.entries(outcome.tables[path] ?? {}).filter(([, count]) => count !== 0))
}
