import { DestinationError } from '@millrace/core/plugin'
import type { CellValue, MissingRequest, RowCondition, RowKey, RowScope, TableSchema } from '@millrace/core/plugin'
import { bindCell } from '../cells/bind-cell.ts'
import { clientType } from '../cells/duckdb-type.ts'
import { readableSql, readCell } from '../cells/read-cell.ts'
import { TableAppender } from '../cells/table-appender.ts'
import type { Parameter } from '../database/connection.ts'
import { joinOn, literal, quote, quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { listGenerationTables } from '../stage/generation-tables.ts'
import type { Staging } from '../stage/staging.ts'
import { readGeneration } from '../state/generations.ts'
import type { GenerationEntry } from '../state/generations.ts'
import { readPartitions } from '../state/partitions.ts'
import { seenTable } from '../state/seen-keys.ts'
import type { StreamEntry } from '../state/streams.ts'
import { isLive } from './commit.ts'

/** Looks for live root rows that lie in what was read completely, and that no partition brought. */
export async function findMissing(
  transaction: Transaction,
  entry: StreamEntry,
  { request, staging }: { readonly request: MissingRequest; readonly staging: Staging },
): Promise<{ readonly missing: number; readonly stored: number }> {
  const [root] = entry.schema.tables
  await forgetMissing(transaction, entry)
  if (root === undefined) return { missing: 0, stored: 0 }
  const { connection } = transaction
  const table = transaction.table(root.name)
  const partitions = await readPartitions(transaction, entry)
  const generation = await readGeneration(transaction, entry)
  const scopes = [
    ...request.scopes,
    ...[...partitions, ...(generation?.partitions ?? [])].flatMap((partition) => partition.scopes),
  ]
  const hasSeen = partitions.some((partition) => partition.hasSeen)
  const came = await listKeysThatCame(transaction, entry, { staging, generation, hasSeen })
  const parameters: Parameter[] = []
  const isCovered = coverage(root, { partitions: request.partitions, scopes }, parameters)
  const isAbsent = came.map((keys) => ` AND NOT EXISTS (FROM ${keys} k WHERE ${joinOn(root.key, 'k', 't')})`).join('')
  await connection.run(`CREATE TEMP TABLE ${quote(nameOf(entry))} AS
    SELECT ${quoteAll(root.key)} FROM ${table} LIMIT 0`)
  await connection.run(
    `INSERT INTO ${transaction.temporary(nameOf(entry))}
      SELECT ${quoteAll(root.key, 't')} FROM ${table} t WHERE ${isLive(root, 't')} AND (${isCovered})${isAbsent}`,
    parameters,
  )
  return {
    missing: await connection.count(`SELECT count(*) FROM ${transaction.temporary(nameOf(entry))}`),
    stored: await connection.count(`SELECT count(*) FROM ${table} t WHERE ${isLive(root, 't')}`),
  }
}

/** The table of the missing rows' keys; undefined where none were looked for. */
export async function missingTable(transaction: Transaction, entry: StreamEntry): Promise<string | undefined> {
  const isThere = await transaction.connection.count(
    `SELECT count(*) FROM duckdb_tables() WHERE database_name = 'temp' AND table_name = $1`,
    [nameOf(entry)],
  )
  return isThere === 0 ? undefined : transaction.temporary(nameOf(entry))
}

/** What was found holds until the next publish of the stream. */
export async function forgetMissing(transaction: Transaction, entry: StreamEntry): Promise<void> {
  await transaction.connection.run(`DROP TABLE IF EXISTS ${transaction.temporary(nameOf(entry))}`)
}

/** In the order of the keys. */
export async function readMissing(
  transaction: Transaction,
  entry: StreamEntry,
  { after, limit }: { readonly after: RowKey | undefined; readonly limit: number },
): Promise<readonly RowKey[]> {
  const [root] = entry.schema.tables
  const table = await missingTable(transaction, entry)
  if (root === undefined || table === undefined) return []
  const types = root.key.map((name) => typeOf(root, name))
  const columns = root.key.map((name) => readableSql(quote(name), typeOf(root, name)))
  const parameters: Parameter[] = []
  const condition = after === undefined ? 'true' : comesAfter(root, after, parameters)
  const rows = await transaction.connection.rows(
    `SELECT ${columns.join(', ')} FROM ${table} WHERE ${condition} ORDER BY ${quoteAll(root.key)} LIMIT ${limit}`,
    parameters,
  )
  return rows.map((row) => types.map((type, index) => readCell(row[index] ?? null, type)))
}

/** Spares these rows. */
export async function keepMissing(
  transaction: Transaction,
  entry: StreamEntry,
  keys: readonly RowKey[],
): Promise<void> {
  const [root] = entry.schema.tables
  const table = await missingTable(transaction, entry)
  if (root === undefined || table === undefined || keys.length === 0) return
  const { connection } = transaction
  await connection.run(`CREATE OR REPLACE TEMP TABLE spared AS FROM ${table} LIMIT 0`)
  const appender = await TableAppender.open(
    connection.duckdb,
    { catalog: 'temp', schema: 'main', table: 'spared' },
    root.key.map((name) => typeOf(root, name)),
  )
  appender.append(
    root.key.map((_, index) => keys.map((key) => key[index] ?? null)),
    keys.length,
  )
  appender.close()
  await connection.run(`DELETE FROM ${table} m USING temp.spared s WHERE ${joinOn(root.key, 'm', 's')}`)
}

/** Queries for the keys that were published since a read began, and for all that are staged. */
async function listKeysThatCame(
  transaction: Transaction,
  entry: StreamEntry,
  given: { readonly staging: Staging; readonly generation: GenerationEntry | undefined; readonly hasSeen: boolean },
): Promise<readonly string[]> {
  const { staging, generation, hasSeen } = given
  const kept =
    generation === undefined
      ? []
      : await listGenerationTables(transaction, generation, (generation.rebuild ?? entry.schema).tables)
  const staged = [...staging.of(entry.stream).flatMap((attempt) => attempt.tables()), ...kept]
  const [root] = entry.schema.tables
  // A rebuild may have another key: no stored row has come then.
  const roots = staged
    .filter(({ table }) => table.path === '' && root !== undefined && hasKeyOf(table, root))
    .map(({ name }) => name)
  return hasSeen ? [seenTable(transaction, entry), ...roots] : roots
}

/** Whether the key of a table is there in another one, with the same types. */
function hasKeyOf(table: TableSchema, root: TableSchema): boolean {
  return root.key.every((key) => {
    const [held, wanted] = [table, root].map(({ columns }) => columns.find(({ name }) => name === key))
    return held !== undefined && held.type === wanted?.type
  })
}

/** Whether a row `t` lies in any of the scopes or partitions. */
function coverage(
  root: TableSchema,
  request: { readonly partitions: readonly string[]; readonly scopes: readonly RowScope[] },
  parameters: Parameter[],
): string {
  const conditions = request.scopes.map((scope) =>
    scope.length === 0 ? 'true' : scope.map((condition) => test(root, condition, parameters)).join(' AND '),
  )
  if (request.partitions.length > 0) {
    const column = root.columns.find(({ role }) => role === 'partition')?.name
    const list = request.partitions.map(literal).join(', ')
    conditions.push(column === undefined ? 'true' : `t.${quote(column)} IS NULL OR t.${quote(column)} IN (${list})`)
  }
  return conditions.map((condition) => `(${condition})`).join(' OR ') || 'false'
}

function test(root: TableSchema, { column, operator, value }: RowCondition, parameters: Parameter[]): string {
  const isColumn = root.columns.some(({ name }) => name === column)
  if (!isColumn || value === null) {
    throw new DestinationError({
      message: `a scope of table ${root.name} names ${column}, which is ${isColumn ? 'compared to NULL' : 'no column'}`,
    })
  }
  return `t.${quote(column)} ${operator} ${place(parameters, value, typeOf(root, column))}`
}

/** Keys are compared column by column. */
function comesAfter(root: TableSchema, after: RowKey, parameters: Parameter[]): string {
  const places = root.key.map((name, index) => place(parameters, after[index] ?? null, typeOf(root, name)))
  const alternatives = root.key.map((name, index) => {
    const equal = root.key.slice(0, index).map((before, at) => `${quote(before)} = ${places[at]}`)
    return `(${[...equal, `${quote(name)} > ${places[index]}`].join(' AND ')})`
  })
  return alternatives.join(' OR ')
}

function place(parameters: Parameter[], cell: CellValue, type: TableSchema['columns'][number]['type']): string {
  parameters.push({ value: bindCell(cell, type), type: clientType[type] })
  return `$${parameters.length}`
}

function typeOf(root: TableSchema, name: string): TableSchema['columns'][number]['type'] {
  return root.columns.find((column) => column.name === name)?.type ?? 'text'
}

function nameOf({ id }: StreamEntry): string {
  return `missing_${id}`
}
