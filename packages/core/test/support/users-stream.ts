import { rowOperation } from '../../src/contract/batch.ts'
import type { RowOperation, StageBatch, TableBatch } from '../../src/contract/batch.ts'
import type { CellValue, ColumnType } from '../../src/contract/column-type.ts'
import type { ColumnRole, ColumnSchema, StreamSchema, TableSchema } from '../../src/contract/table-schema.ts'

/** A record of the stream `users`, which has a key, a cursor, partitions and a child table. */
export interface UserRow {
  readonly id: string
  readonly name?: CellValue
  readonly age?: CellValue
  readonly updated?: CellValue
  readonly tags?: readonly string[]
  /** Default `upsert`. */
  readonly operation?: keyof typeof rowOperation
}

export interface UsersOptions {
  /** Default 0. */
  readonly version?: number
  /** Default `users`. */
  readonly name?: string
  /** Name of the delta table of the root, and with `_tags` of the child. Default: none. */
  readonly delta?: string
  /** Type of the column `age`. Default `integer`. */
  readonly age?: ColumnType
  /** Columns beside the usual ones, in the root. */
  readonly columns?: readonly ColumnSchema[]
}

/** The tables of `users`: `users` and `users_tags`. */
export function usersSchema(options: UsersOptions = {}): StreamSchema {
  const { version = 0, name = 'users', delta, age = 'integer', columns = [] } = options
  const root: TableSchema = {
    path: '',
    steps: [],
    name,
    ...(delta === undefined ? {} : { delta }),
    columns: [
      column('id', 'text', 'key'),
      column('_mr_partition', 'text', 'partition'),
      column('_mr_run', 'text', 'system'),
      column('_mr_synced_at', 'timestamp', 'system'),
      column('_mr_deleted_at', 'timestamp', 'system'),
      column('name', 'text'),
      column('age', age),
      column('updated', 'timestamp'),
      ...columns,
    ],
    rootKey: ['id'],
    key: ['id'],
  }
  return { stream: 'users', version, isKeyed: true, cursor: 'updated', tables: [root, tagsTable(name, delta)] }
}

export function column(name: string, type: ColumnType, role: ColumnRole = 'data'): ColumnSchema {
  return { name, type, role, ...(role === 'data' ? { path: name } : {}) }
}

/** A batch of `users`, as the engine would make it. */
export function usersBatch(
  rows: readonly UserRow[],
  given: {
    readonly attempt: number
    /** Default `''`. */
    readonly partition?: string
    /** Ordinal of the first row. Default 0. */
    readonly from?: number
    /** Type of the column `age`. Default `integer`. */
    readonly age?: ColumnType
  },
): StageBatch {
  const { attempt, partition = '', from = 0, age = 'integer' } = given
  const ordinals = rows.map((_, index) => from + index)
  const cells = (name: 'id' | 'name' | 'age' | 'updated'): CellValue[] => rows.map((row) => row[name] ?? null)
  const root: TableBatch = {
    path: '',
    rowCount: rows.length,
    ordinals,
    operations: Uint8Array.from(rows, (row): RowOperation => rowOperation[row.operation ?? 'upsert']),
    columns: [
      { name: 'id', type: 'text', values: cells('id') },
      { name: '_mr_partition', type: 'text', values: rows.map(() => partition) },
      { name: 'name', type: 'text', values: cells('name') },
      { name: 'age', type: age, values: cells('age') },
      { name: 'updated', type: 'timestamp', values: cells('updated') },
    ],
  }
  return { stream: 'users', partition, attempt, tables: [root, tagsBatch(rows, from)] }
}

function tagsTable(root: string, delta: string | undefined): TableSchema {
  return {
    path: 'tags',
    steps: ['tags', null],
    parent: '',
    name: `${root}_tags`,
    ...(delta === undefined ? {} : { delta: `${delta}_tags` }),
    columns: [
      column('user_id', 'text', 'key'),
      column('_index', 'integer', 'position'),
      column('_mr_run', 'text', 'system'),
      column('value', 'text'),
    ],
    rootKey: ['user_id'],
    key: ['user_id', '_index'],
  }
}

function tagsBatch(rows: readonly UserRow[], from: number): TableBatch {
  const tags = rows.flatMap((row, record) =>
    (row.tags ?? []).map((value, index) => ({ id: row.id, value, index, ordinal: from + record })),
  )
  return {
    path: 'tags',
    rowCount: tags.length,
    ordinals: tags.map(({ ordinal }) => ordinal),
    columns: [
      { name: 'user_id', type: 'text', values: tags.map(({ id }) => id) },
      { name: '_index', type: 'integer', values: tags.map(({ index }) => index) },
      { name: 'value', type: 'text', values: tags.map(({ value }) => value) },
    ],
  }
}
