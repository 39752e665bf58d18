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

const { status, streams } = await runPipeline({ source, destination })

console.log(`${status}: ${streams.users.inserted} users inserted`)
for (const { id, name, address__city } of destination.table('users')) console.log(id, name, address__city)
for (const { user_id, _index, value } of destination.table('users__roles')) console.log(user_id, _index, value)
