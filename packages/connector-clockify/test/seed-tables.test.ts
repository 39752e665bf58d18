import { buildPipeline, memoryDestination } from '@millrace/core'
import type { ColumnSchema, TableSchema } from '@millrace/core'
import { startClockify } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { connectTo, loadClockify } from './support/load-clockify.ts'
import { seedTables } from './support/seed-tables.ts'

const streams = ['workspaces', 'projects', 'clients', 'users', 'user_groups', 'tags', 'time_entries'] as const

/** Columns that every table has, and the place of an element in its list. */
const isOurs = ({ name }: ColumnSchema): boolean => name.startsWith('_')

test('there are nine tables with 115 columns', () => {
  expect(Object.keys(seedTables)).toHaveLength(9)
  expect(Object.values(seedTables).flat()).toHaveLength(115)
})

describe.each(Object.entries(seedTables))('%s', (name, columns) => {
  test('has exactly these columns and types while it is empty', async () => {
    const table = await buildEmpty(name)
    expect(typesOf(table, [])).toEqual(Object.fromEntries(columns))
  })

  test('has them in this order, but for those that name a row', async () => {
    const { columns: built, key } = await buildEmpty(name)
    const inOrder = (names: readonly string[]): readonly string[] => names.filter((column) => !key.includes(column))
    expect(inOrder(built.filter((column) => !isOurs(column)).map((column) => column.name))).toEqual(
      inOrder(columns.map(([column]) => column)),
    )
  })

  test('keeps them when data has come', async () => {
    await using server = await startClockify()
    const { destination } = await loadClockify(server, { streams })
    const table = tableOf(destination.describe(), name)
    expect(
      typesOf(
        table,
        columns.map(([column]) => column),
      ),
    ).toEqual(Object.fromEntries(columns))
  })
})

async function buildEmpty(name: string): Promise<TableSchema> {
  await using server = await startClockify()
  const built = await buildPipeline({
    source: connectTo(server),
    destination: memoryDestination(),
    streams: Object.fromEntries(streams.map((stream) => [stream, true])),
  })
  const tables = Object.values(built).flatMap((stream) => stream.tables)
  return find(tables, name)
}

function tableOf(
  described: readonly { readonly schema: { readonly tables: readonly TableSchema[] } }[],
  name: string,
): TableSchema {
  return find(
    described.flatMap(({ schema }) => schema.tables),
    name,
  )
}

function find(tables: readonly TableSchema[], name: string): TableSchema {
  const table = tables.find((candidate) => candidate.name === name)
  if (table === undefined)
    throw new Error(`there is no table ${name}; there are ${tables.map((each) => each.name).join(', ')}`)
  return table
}

/** Types by name: of the columns that are named, or of all but our own. */
function typesOf({ columns }: TableSchema, names: readonly string[]): Record<string, string> {
  const wanted = columns.filter((column) => (names.length === 0 ? !isOurs(column) : names.includes(column.name)))
  return Object.fromEntries(wanted.map(({ name, type }) => [name, type]))
}
