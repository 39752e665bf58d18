import type { JsonValue, Logger } from '@millrace/core/plugin'
import { startClockify } from '@millrace/clockify-stand-in'
import { expect, test } from 'vitest'
import { dayInMs, entryStreams } from './support/entry-copy.ts'

/**
 * A company of fifty with a hundred thousand entries in two years. Entries and pages are a tenth of that, so that a test can
 * read them all; the questions are nearly as many: in full size 52 and 52 by users, 592 and 31 by report.
 */
const scale = 10
const company = {
  users: 50,
  projects: 200,
  entries: 100_000 / scale,
  from: '2024-08-20T00:00:00Z',
  to: '2026-08-20T00:00:00Z',
}

const silent = (): void => {}
const logger: Logger = { debug: silent, info: silent, warn: silent, error: silent }

test.each([
  ['users', { first: 52, daily: 52 }],
  ['report', { first: 720, daily: 40 }],
] as const)('by %s a first load and a daily sync need few requests', async (entriesFrom, most) => {
  await using server = await startClockify({ seed: company })
  const settings = { entriesFrom }
  const savepoints = new Map<string, JsonValue>()
  const first = await readAll(new Date('2026-08-20T12:00:00Z'))
  expect(first.records).toBeGreaterThanOrEqual(company.entries)
  const daily = await readAll(new Date(Date.parse('2026-08-20T12:00:00Z') + dayInMs))
  expect(first.requests).toBeLessThanOrEqual(most.first)
  expect(daily.requests).toBeLessThanOrEqual(most.daily)

  async function readAll(now: Date): Promise<{ readonly requests: number; readonly records: number }> {
    const pageSizes = { list: 5_000 / scale, report: 200 / scale }
    const { time_entries: stream } = entryStreams({ server, settings, ...pageSizes })
    const context = { signal: new AbortController().signal, logger, now, parameters: undefined }
    let records = 0
    server.requests.clear()
    for (const partition of (await stream.partitions?.(context)) ?? []) {
      const savepoint = savepoints.get(partition)
      const request = {
        ...context,
        mode: 'incremental',
        partition,
        savepoint,
        range: undefined,
        fields: undefined,
      } as const
      for await (const part of stream.read(request)) {
        if ('records' in part) records += part.records.length
        if ('savepoint' in part) savepoints.set(partition, part.savepoint)
      }
    }
    return { requests: server.requests.count(), records }
  }
})
