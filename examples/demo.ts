// The demo: loads a nested sample into memory, then what changed in it a day later, and prints what came of it.
import { defineSource, memoryDestination, runPipeline } from '@millrace/core'
import type { RunResult } from '@millrace/core'
import { printTable } from './support/print-table.ts'
import { shopOnMonday, shopOnTuesday } from './support/sample-shop.ts'

let shop = shopOnMonday
const source = defineSource({
  name: 'sample-shop',
  streams: {
    customers: {
      primaryKey: 'id',
      async *read() {
        yield { records: shop.customers }
      },
    },
    orders: {
      primaryKey: 'id',
      async *read() {
        yield { records: shop.orders }
      },
    },
  },
})
const destination = memoryDestination()

console.log('Millrace demo: a shop with nested orders, into tables in memory.')

await load('Monday: everything is new.')
printTables()

shop = shopOnTuesday
await load('Tuesday: one order edited, one gone, one new, one customer moved.')
printTables()
const changes = ['_mr_seq', '_mr_op', 'id', 'total__amount', 'note']
printTable('orders_history, the delta table of orders', destination.table('orders_history'), changes)

console.log(
  '\nThe same in a program of twenty lines: examples/readme.ts. A source of your own: examples/own-source.ts.',
)

async function load(title: string): Promise<void> {
  console.log(`\n== ${title}`)
  const result = await runPipeline({
    source,
    destination,
    streams: { customers: true, orders: { deltas: { '': 'orders_history' } } },
  })
  printLedger(result)
}

function printLedger({ status, streams, warnings }: RunResult): void {
  const columns = ['stream', 'read', 'inserted', 'updated', 'unchanged', 'deleted', 'rejected']
  const rows = Object.entries(streams).map(([stream, counts]) => ({ stream, ...counts }))
  printTable(`Run ${status}. Its ledger, in records:`, rows, columns)
  for (const { message } of warnings) console.log(`  warning: ${message}`)
}

function printTables(): void {
  for (const { schema } of destination.describe()) {
    for (const table of schema.tables) {
      const data = table.columns.filter(({ role }) => role !== 'system')
      const rows = destination.table(table.name)
      printTable(
        `${table.name} (${rows.length} rows)`,
        rows,
        data.map(({ name }) => name),
      )
    }
  }
}
