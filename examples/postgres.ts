// The same tables in Postgres, in a schema of their own. Where the database is stands in DATABASE_URL.
import { arraySource, runPipeline } from '@millrace/core'
import { postgres } from '@millrace/destination-postgres'

const connectionString = process.env['DATABASE_URL'] ?? 'postgres://localhost/postgres'
await using warehouse = postgres({ connectionString, schema: 'example', systemSchema: '_millrace_example' })

await load([
  { id: 1, name: 'Ada', address: { city: 'London' }, roles: ['admin', 'author'] },
  { id: 2, name: 'Grace', address: { city: 'New York' }, roles: ['author'] },
])
await load([
  { id: 1, name: 'Ada', address: { city: 'Paris' }, roles: ['admin', 'author'] },
  { id: 2, name: 'Grace', address: { city: 'New York' }, roles: ['author'] },
])

console.log(
  await warehouse.query(
    `SELECT name, address__city AS city, count(value) AS roles
      FROM example.users LEFT JOIN example.users__roles ON user_id = id GROUP BY id ORDER BY name`,
  ),
)
console.log(
  await warehouse.query(
    'SELECT _mr_op AS op, id, address__city AS city FROM example.users_history ORDER BY _mr_seq, id',
  ),
)
for (const { rowCounts } of await warehouse.describe()) console.log(rowCounts)

async function load(records: readonly Readonly<Record<string, unknown>>[]): Promise<void> {
  const { streams } = await runPipeline({
    source: arraySource({ users: { primaryKey: 'id', records } }),
    destination: warehouse,
    streams: { users: { deltas: { '': 'users_history' } } },
  })
  const { inserted, updated, unchanged } = streams.users
  console.log(`${inserted} inserted, ${updated} updated, ${unchanged} unchanged`)
}
