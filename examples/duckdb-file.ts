// The tables in a DuckDB file: loaded twice, looked at by a query, drawn as a diagram, written as Parquet.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { arraySource, runPipeline, toMermaid } from '@millrace/core'
import { duckdb } from '@millrace/destination-duckdb'

const folder = mkdtempSync(join(tmpdir(), 'millrace-example-'))
const warehouse = duckdb({ path: join(folder, 'warehouse.duckdb') })

await load([
  { id: 1, name: 'Ada', address: { city: 'London' }, roles: ['admin', 'author'] },
  { id: 2, name: 'Grace', address: { city: 'New York' }, roles: ['author'] },
])
await load([
  { id: 1, name: 'Ada', address: { city: 'Paris' }, roles: ['admin', 'author'] },
  { id: 3, name: 'Edsger', address: { city: 'Austin' }, roles: [] },
])

console.log(
  await warehouse.query(
    'SELECT name, address__city AS city, count(value) AS roles FROM users LEFT JOIN users__roles ON user_id = id GROUP BY ALL ORDER BY name',
  ),
)
console.log(
  await warehouse.query(
    'SELECT _mr_seq AS seq, _mr_op AS op, id, address__city AS city FROM users_history ORDER BY ALL',
  ),
)
console.log(toMermaid(await warehouse.describe()))
for (const { table, rows } of await warehouse.exportParquet(join(folder, 'lake'))) console.log(`${table}: ${rows} rows`)

rmSync(folder, { recursive: true })

async function load(records: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const { streams } = await runPipeline({
    source: arraySource({ users: { primaryKey: 'id', records } }),
    destination: warehouse,
    streams: { users: { deltas: { '': 'users_history' }, maxDeleted: 1 } },
  })
  const { inserted, updated, deleted } = streams.users
  console.log(`${inserted} inserted, ${updated} updated, ${deleted} deleted`)
}
