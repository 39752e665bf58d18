import { DestinationError } from '@millrace/core/plugin'
import type {
  CellValue,
  ColumnType,
  MissingRequest,
  RowCondition,
  RowKey,
  RowScope,
  TableSchema,
} from '@millrace/core/plugin'
import { sql } from 'kysely'
import { bindCell } from '../cells/bind-cell.ts'
import { postgresType } from '../cells/postgres-type.ts'
import { readCell } from '../cells/read-cell.ts'
import { allOf, anyOf, column, columns, joinOn } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { listGenerationTables } from '../stage/generation-tables.ts'
import type { Staging } from '../stage/staging.ts'
import { readGeneration } from '../state/generations.ts'
import type { GenerationEntry } from '../state/generations.ts'
import { readPartitions } from '../state/partitions.ts'
import { seenTable } from '../state/seen-keys.ts'
import type { StreamEntry } from '../state/streams.ts'
import { analyzeStaged } from './analyze-staged.ts'
import { isLive } from './commit.ts'
import { inByteOrder } from './in-byte-order.ts'
import { createMissing, forgetMissing, missingTable } from './missing-table.ts'
import { preparePlanner } from './prepare-planner.ts'

/** Looks for live root rows that lie in what was read completely, and that no partition brought. */
export async function findMissing(
  transaction: Transaction,
  entry: StreamEntry,
  { request, staging }: { readonly request: MissingRequest; readonly staging: Staging },
): Promise<{ readonly missing: number; readonly stored: number }> {
  const [root] = entry.schema.tables
  if (root === undefined) {
    await forgetMissing(transaction, entry)
    return { missing: 0, stored: 0 }
  }
  const { connection } = transaction
  const table = transaction.table(root.name)
  const partitions = await readPartitions(transaction, entry)
  const generation = await readGeneration(transaction, entry)
  const scopes = [
    ...request.scopes,
    ...[...partitions, ...(generation?.partitions ?? [])].flatMap((partition) => partition.scopes),
  ]
  const hasSeen = partitions.some((partition) => partition.hasSeen)
  const came = await listKeysThatCame(transaction, entry, { root, staging, generation, hasSeen })
  await preparePlanner(transaction)
  await analyzeStaged(transaction, came)
  const isAbsent = came.map((keys) => sql`not exists (select from ${keys} as k where ${joinOn(root.key, 'k', 't')})`)
  const isCovered = coverage(root, { partitions: request.partitions, scopes })
  await createMissing(transaction, entry, sql`select ${columns(root.key)} from ${table}`)
  const missing = await missingTable(transaction, entry)
  return {
    missing:
      missing === undefined
        ? 0
        : await connection.run(
            sql`insert into ${missing} select ${columns(root.key, 't')} from ${table} as t
              where ${allOf([isLive(root, 't'), isCovered, ...isAbsent])}`,
          ),
    stored: await connection.count(sql`select count(*) from ${table} as t where ${isLive(root, 't')}`),
  }
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
  const order = root.key.map((name) => inByteOrder(column(name), typeOf(root, name)))
  const condition = after === undefined ? sql`true` : comesAfter(root, after)
  const rows = await transaction.connection.rows(
    sql`select ${columns(root.key)} from ${table} where ${condition} order by ${sql.join(order)} limit ${limit}::bigint`,
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
  const rows = keys.map((key) => {
    const cells = root.key.map((name, index) => bound(key[index] ?? null, typeOf(root, name)))
    return sql`(${sql.join(cells)})`
  })
  const size = Math.floor(maxParameters / root.key.length)
  for (let start = 0; start < rows.length; start += size) {
    await transaction.connection.run(
      sql`delete from ${table} as m using (values ${sql.join(rows.slice(start, start + size))}) as s (${columns(root.key)})
        where ${joinOn(root.key, 'm', 's')}`,
    )
  }
}

/** Tables with the keys that were published since a read began, and with all that are staged. */
async function listKeysThatCame(
  transaction: Transaction,
  entry: StreamEntry,
  given: {
    readonly root: TableSchema
    readonly staging: Staging
    readonly generation: GenerationEntry | undefined
    readonly hasSeen: boolean
  },
): Promise<readonly Sql[]> {
  const { root, staging, generation, hasSeen } = given
  const kept =
    generation === undefined
      ? []
      : await listGenerationTables(transaction, generation, (generation.rebuild ?? entry.schema).tables)
  const staged = [...staging.of(entry.stream).flatMap((attempt) => attempt.tables()), ...kept]
  // A rebuild may have another key: no stored row has come then.
  const roots = staged.filter(({ table }) => table.path === '' && hasKeyOf(root, table)).map(({ name }) => name)
  return hasSeen ? [seenTable(transaction, entry), ...roots] : roots
}

/** Whether the key of the stored rows is there in a staged table, with the same types. */
function hasKeyOf(root: TableSchema, { columns: held }: TableSchema): boolean {
  return root.key.every((key) => held.some(({ name, type }) => name === key && type === typeOf(root, key)))
}

/** Whether a row `t` lies in any of the scopes or partitions. */
function coverage(
  root: TableSchema,
  request: { readonly partitions: readonly string[]; readonly scopes: readonly RowScope[] },
): Sql {
  const conditions = request.scopes.map((scope) => sql`(${allOf(scope.map((condition) => test(root, condition)))})`)
  if (request.partitions.length > 0) {
    const partition = root.columns.find(({ role }) => role === 'partition')?.name
    conditions.push(
      partition === undefined
        ? sql`true`
        : sql`${column(partition, 't')} is null or ${column(partition, 't')} = any(${request.partitions}::text[])`,
    )
  }
  return anyOf(conditions)
}

function test(root: TableSchema, { column: name, operator, value }: RowCondition): Sql {
  const isColumn = root.columns.some((candidate) => candidate.name === name)
  if (!isColumn || value === null) {
    throw new DestinationError({
      message: `a scope of table ${root.name} names ${name}, which is ${isColumn ? 'compared to NULL' : 'no column'}`,
    })
  }
  const type = typeOf(root, name)
  return sql`${inByteOrder(column(name, 't'), type)} ${operators[operator]} ${bound(value, type)}`
}

/** Keys are compared column by column. */
function comesAfter(root: TableSchema, after: RowKey): Sql {
  const bounds = root.key.map((name, index) => bound(after[index] ?? null, typeOf(root, name)))
  return anyOf(
    root.key.map((name, index) => {
      const equal = root.key.slice(0, index).map((before, at) => sql`${column(before)} = ${bounds[at]}`)
      return allOf([...equal, sql`${inByteOrder(column(name), typeOf(root, name))} > ${bounds[index]}`])
    }),
  )
}

function bound(cell: CellValue, type: ColumnType): Sql {
  return sql`${bindCell(cell, type)}::${sql.raw(postgresType[type])}`
}

function typeOf(root: TableSchema, name: string): ColumnType {
  return root.columns.find((candidate) => candidate.name === name)?.type ?? 'text'
}

const operators: Readonly<Record<RowCondition['operator'], Sql>> = {
  '=': sql`=`,
  '>': sql`>`,
  '>=': sql`>=`,
  '<': sql`<`,
  '<=': sql`<=`,
}

/** A statement can have twice as many. */
const maxParameters = 30_000
