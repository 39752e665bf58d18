/** Comments on tables and columns say where they come from. Whatever a user says there instead stays. */

import { systemColumns } from '@millrace/core/plugin'
import type { ColumnSchema, StreamSchema, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { column } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'

interface Remark {
  readonly table: string
  /** Undefined for the comment on the table itself. */
  readonly column: string | undefined
  readonly text: string
  /** What is said now; undefined for what has just been made. */
  readonly before: string | undefined
}

/** Brings the comments on the tables of a stream from what one schema says to what the next says. */
export async function updateComments(
  transaction: Transaction,
  { before, after }: { readonly before: StreamSchema; readonly after: StreamSchema },
): Promise<void> {
  const remarks = after.tables.flatMap((table) => {
    const held = before.tables.find(({ path }) => path === table.path)
    return remarksOn(after.stream, table, held)
  })
  const changed = remarks.filter((remark) => remark.before !== remark.text)
  const isOld = changed.some((remark) => remark.before !== undefined)
  const standing = isOld ? await readComments(transaction, changed) : new Map<string, string>()
  const due = changed.filter((remark) => remark.before === undefined || standing.get(keyOf(remark)) === remark.before)
  if (due.length === 0) return
  // One round trip: a table can have many columns, and these statements take no parameters.
  await transaction.connection.run(
    sql.join(
      due.map((remark) => comment(transaction, remark)),
      sql`; `,
    ),
  )
}

function remarksOn(stream: string, table: TableSchema, held: TableSchema | undefined): readonly Remark[] {
  const ofColumns = table.columns.map((columnSchema): Remark => {
    const heldColumn = held?.columns.find(({ name }) => name === columnSchema.name)
    return {
      table: table.name,
      column: columnSchema.name,
      text: describeColumn(columnSchema),
      before: heldColumn && describeColumn(heldColumn),
    }
  })
  const text = describeTable(stream, table)
  return [{ table: table.name, column: undefined, text, before: held && describeTable(stream, held) }, ...ofColumns]
}

function describeTable(stream: string, { path, description }: TableSchema): string {
  const place = path === '' ? `Stream ${stream}` : `Stream ${stream}, path ${path}`
  return withDescription(place, description)
}

function describeColumn(schema: ColumnSchema): string {
  return withDescription(schema.path ?? purposes[schema.name] ?? rolePurposes[schema.role], schema.description)
}

const purposes: Readonly<Record<string, string>> = {
  [systemColumns.id]: 'Made by Millrace: names the record, since the source has no key',
  [systemColumns.run]: 'The run that wrote this version of the row',
  [systemColumns.syncedAt]: 'When this version of the row was written',
  [systemColumns.deletedAt]: 'Since when the record is known to be deleted at the source',
}

const rolePurposes: Readonly<Record<ColumnSchema['role'], string>> = {
  key: 'Key of the record',
  position: 'Position in the array',
  ancestor: 'Position of the element around this one',
  data: 'Value',
  partition: 'The partition that brought the row',
  system: 'Written by Millrace',
}

function withDescription(text: string, description: string | undefined): string {
  const full = description === undefined || description === '' ? text : `${text}: ${description}`
  return full.replaceAll('\0', '')
}

function comment(transaction: Transaction, remark: Remark): Sql {
  const table = transaction.table(remark.table)
  const text = sql.lit(remark.text)
  return remark.column === undefined
    ? sql`comment on table ${table} is ${text}`
    : sql`comment on column ${table}.${column(remark.column)} is ${text}`
}

async function readComments(
  { connection, places }: Transaction,
  remarks: readonly Remark[],
): Promise<ReadonlyMap<string, string>> {
  const names = [...new Set(remarks.map(({ table }) => table))]
  const rows = await connection.rows(
    sql`select c.relname, a.attname, d.description
      from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = c.oid
        left join pg_attribute a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
      where n.nspname = ${places.schema} and c.relname = any(${names}::text[])`,
  )
  return new Map(
    rows.map(([table, name, text]) => [
      keyOf({ table: String(table), column: name === null ? undefined : String(name) }),
      String(text),
    ]),
  )
}

function keyOf({ table, column: name }: Pick<Remark, 'table' | 'column'>): string {
  return JSON.stringify([table, name])
}
