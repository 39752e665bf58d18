import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { memoryDestination, runPipeline } from '@millrace/core'
import type { StreamDescription } from '@millrace/core'
import { startClockify } from '@millrace/clockify-stand-in'
import { beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { clockifyConnector } from '../src/index.ts'
import { describeTables, drawTables } from './support/describe-tables.ts'
import { joins } from './support/joins.ts'
import { connectTo } from './support/load-clockify.ts'

const page = join(import.meta.dirname, '../../../docs/connectors/clockify.md')
const now = Date.parse('2026-09-01T00:00:00Z')

let described: readonly StreamDescription[] = []
let descriptions: ReadonlyMap<string, string> = new Map()

beforeAll(async () => {
  await using server = await startClockify({ now: () => new Date(now) })
  const source = connectTo(server, { since: '2026-08-01' })
  const destination = memoryDestination()
  await runPipeline({ source, destination, now: () => now })
  const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }
  const streams = await source.streams({ signal: new AbortController().signal, logger })
  descriptions = new Map(streams.map(({ name, description = '' }) => [name, description]))
  const order = streams.map(({ name }) => name)
  described = destination.describe().toSorted((a, b) => order.indexOf(a.schema.stream) - order.indexOf(b.schema.stream))
})

// `vitest run packages/connector-clockify/test/documentation -u` writes the page anew.
test('the page shows the tables as they are', async () => {
  const text = await readFile(page, 'utf8')
  const tables = replaceSection(text, 'tables', describeTables(described, descriptions))
  await expect(replaceSection(tables, 'graph', drawTables(described))).toMatchFileSnapshot(page)
})

test('the page names every setting, and no other', async () => {
  const [, table = ''] = (await readFile(page, 'utf8')).split('## Settings')
  const rows = (table.split('## ')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)
  const { properties = {} } = z.toJSONSchema(clockifyConnector.settings, { io: 'input' })
  expect([...rows].map(([, name]) => name)).toEqual(Object.keys(properties))
})

test.each(joins)('%s.%s leads to %s', (table, column, target) => {
  const tables = described.flatMap(({ schema }) => schema.tables)
  expect(tables.find(({ name }) => name === table)?.columns.map(({ name }) => name)).toContain(column)
  expect(tables.find(({ name }) => name === target)?.rootKey).toEqual(['id'])
})

function replaceSection(text: string, name: string, content: string): string {
  const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`]
  const [before, , after] = [text.split(begin)[0], undefined, text.split(end)[1]]
  if (before === undefined || after === undefined || before === text) throw new Error(`the page has no section ${name}`)
  return `${before}${begin}\n\n${content}\n\n${end}${after}`
}

function quiet(): void {
  // Nobody listens.
}
