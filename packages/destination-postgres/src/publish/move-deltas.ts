import { isHistoric, widerTypes } from '@millrace/core/plugin'
import type { StreamSchema, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { column } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { addColumns, createDelta, widenColumns } from '../schema/alter-table.ts'
import { readColumns } from '../schema/read-columns.ts'
import { renameTables } from '../schema/rename-tables.ts'
import { noteTable, readOwnedTables } from '../schema/table-names.ts'
import type { StreamEntry } from '../state/streams.ts'

/** The history of a path goes on after a rebuild, under its new name and with the new columns. */
export async function moveDeltas(
  transaction: Transaction,
  { pipeline, stream, schema }: StreamEntry,
  rebuild: StreamSchema,
): Promise<void> {
  const nameBefore = (path: string): string | undefined => schema.tables.find((table) => table.path === path)?.delta
  const renames = rebuild.tables.flatMap(({ path, delta: to }) => {
    const from = nameBefore(path)
    return from === undefined || to === undefined || from === to ? [] : [{ from, to }]
  })
  await renameTables(transaction, renames)
  for (const table of rebuild.tables) {
    const { path, delta: name } = table
    if (name === undefined) continue
    const owned = await readOwnedTables(transaction, { pipeline, stream, path })
    const held = owned.find((candidate) => candidate.kind === 'delta' && candidate.name === name)
    if (held === undefined) await createDelta(transaction, table, name)
    else await fitDelta(transaction, table, name)
    const isSeeded = held !== undefined && held.isSeeded && nameBefore(path) !== undefined
    await noteTable(transaction, { pipeline, stream, path, name, kind: 'delta', isSeeded })
  }
}

/** A column that has another type now begins anew; what it held until then stays in `<column>__<type>`. */
async function fitDelta(transaction: Transaction, table: TableSchema, name: string): Promise<void> {
  const delta = transaction.table(name)
  const standing = await readColumns(transaction, name)
  const taken = new Set(standing.map((held) => held.name))
  const added = table.columns.filter(isHistoric).filter(({ name: wanted, type }) => {
    const held = standing.find((candidate) => candidate.name === wanted)
    return held?.type !== type
  })
  for (const { name: wanted, type } of added) {
    const held = standing.find((candidate) => candidate.name === wanted)
    if (held === undefined) {
      await addColumns(transaction, delta, { added: [{ name: wanted, type }], title: `table ${name}` })
    } else if (held.type !== undefined && (widerTypes[held.type]?.includes(type) ?? false)) {
      await widenColumns(transaction, delta, [{ name: wanted, from: held.type, to: type }])
    } else {
      let free = `${wanted}__${held.type ?? 'other'}`
      while (taken.has(free)) free += '_'
      taken.add(free)
      await transaction.connection.run(sql`alter table ${delta} rename column ${column(wanted)} to ${column(free)}`)
      await addColumns(transaction, delta, { added: [{ name: wanted, type }], title: `table ${name}` })
    }
  }
}
