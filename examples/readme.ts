import { arraySource, memoryDestination, runPipeline } from '@millrace/core'

const source = arraySource({
  users: {
    primaryKey: 'id',
    records: [
      { id: 1, name: 'Ada', address: { city: 'London' }, roles: ['admin', 'author'] },
      { id: 2, name: 'Grace', address: { city: 'New York' }, roles: ['author'] },
    ],
  },
})
const destination = memoryDestination()

const result = await runPipeline({ source, destination })

console.log(result.status, result.streams.users.inserted)
for (const name of destination.tableNames()) {
  const rows = destination.table(name)
  console.log(name, rows.map((row) => Object.values(row).slice(0, 4).join(' ')))
}
