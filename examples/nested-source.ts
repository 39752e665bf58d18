// A source with three levels, arrays of scalars and a savepoint of its own; its records change their shape between
// two runs. The history of the main table is kept.
import { defineSource, memoryDestination, runPipeline } from '@millrace/core'

const orders = [
  { id: 1, customer: { name: 'Ada', tags: ['vip'] }, lines: [{ sku: 'A-1', parts: [{ code: 7, sizes: [1, 2] }] }] },
  { id: 2, customer: { name: 'Grace', tags: [] }, lines: [] },
]
let log: readonly Record<string, unknown>[] = orders

const source = defineSource({
  name: 'shop',
  streams: {
    orders: {
      primaryKey: 'id',
      incremental: 'savepoint',
      async *read({ savepoint }) {
        const start = typeof savepoint === 'number' ? savepoint : 0
        yield { records: log.slice(start) }
        yield { savepoint: log.length }
      },
    },
  },
})
const destination = memoryDestination()
const options = { source, destination, streams: { orders: { deltas: { '': 'orders_history' } } } } as const

const first = await runPipeline(options)
console.log('first run:', first.streams.orders.inserted, 'inserted')

// One order changes: a number where a text was, and a new field. Another one comes.
log = [...log, { id: 2, customer: { name: 42, tags: ['new'] }, note: 'gift' }, { id: 3, lines: [{ sku: 'B-2' }] }]
const second = await runPipeline(options)
const { read, inserted, updated, savepoints } = second.streams.orders
console.log('second run:', { read, inserted, updated, savepoint: savepoints['']?.value })

for (const name of [...destination.tableNames(), 'orders_history']) {
  console.log(name)
  for (const row of destination.table(name)) {
    const cells = Object.entries(row).filter(
      ([column, cell]) => cell !== null && !/^_mr_(run|synced_at|at)$/.test(column),
    )
    console.log('  ', cells.map(([column, cell]) => `${column}=${String(cell)}`).join(' '))
  }
}
