import { startClockify } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { expectedRecords, listStreams } from './support/expected-records.ts'
import { loadClockify } from './support/load-clockify.ts'
import { storedRecords } from './support/stored-records.ts'

describe.each(listStreams)('%s', (stream) => {
  test('are what Clockify has', async () => {
    await using server = await startClockify()
    const { destination, result } = await loadClockify(server, { streams: [stream] })
    expect(result.streams[stream]).toMatchObject({ rejected: 0 })
    expect(storedRecords(destination, stream)).toEqual(expectedRecords(server, stream))
  })
})
