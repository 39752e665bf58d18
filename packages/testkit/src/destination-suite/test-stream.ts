import { systemColumns } from '@millrace/core/plugin'
import type { ColumnSchema, ColumnType, StreamSchema, TableSchema, TableStep } from '@millrace/core/plugin'

type Columns = Readonly<Record<string, ColumnType>>

export interface ChildShape {
  readonly columns: Columns
  readonly children?: Readonly<Record<string, ChildShape>>
  /** Columns that name an element among its siblings. Default: its position. */
  readonly elementKey?: readonly string[]
  /** Default: `<parent table>_<name>`. */
  readonly table?: string
  readonly delta?: string
}

export interface StreamShape {
  /** Left out: a stream without a key, named by `_mr_id`. */
  readonly key?: Columns
  /** Columns beside the key. */
  readonly columns: Columns
  /** One of the columns. */
  readonly cursor?: string
  readonly children?: Readonly<Record<string, ChildShape>>
  /** Adds `_mr_partition`. Default false. */
  readonly hasPartitions?: boolean
  /** Default: the stream's name. */
  readonly table?: string
  readonly delta?: string
}

/** A stream for tests: a short shape, and the schema that a destination is asked for. */
export interface TestStream {
  readonly name: string
  readonly shape: StreamShape
  readonly schema: StreamSchema
  /** The same stream with parts of its shape replaced. */
  with(change: Partial<StreamShape>): TestStream
}

/** Makes a stream: `testStream('people', { key: { id: 'integer' }, columns: { name: 'text' } })`. */
export function testStream(name: string, shape: StreamShape): TestStream {
  return {
    name,
    shape,
    schema: {
      stream: name,
      version: 0,
      isKeyed: shape.key !== undefined,
      ...(shape.cursor === undefined ? {} : { cursor: shape.cursor }),
      tables: [rootTable(name, shape), ...childTables(name, shape)],
    },
    with: (change) => testStream(name, { ...shape, ...change }),
  }
}

/** The columns of a child table that carry the root's key. */
function rootKeyColumns(stream: string, key: Columns | undefined): readonly string[] {
  return Object.keys(keyOf(key)).map((column) => `${stream}_${column}`)
}

function rootTable(name: string, shape: StreamShape): TableSchema {
  const key = Object.keys(keyOf(shape.key))
  return {
    path: '',
    steps: [],
    name: shape.table ?? name,
    ...(shape.delta === undefined ? {} : { delta: shape.delta }),
    columns: [
      ...(shape.key === undefined ? [column(systemColumns.id, 'text', 'key')] : keyColumns(shape.key)),
      ...(shape.hasPartitions === true ? [column(systemColumns.partition, 'text', 'partition')] : []),
      column(systemColumns.run, 'text', 'system'),
      column(systemColumns.syncedAt, 'timestamp', 'system'),
      column(systemColumns.deletedAt, 'timestamp', 'system'),
      ...dataColumns(shape.columns),
    ],
    rootKey: key,
    key,
  }
}

interface Parent {
  readonly path: string
  readonly steps: readonly TableStep[]
  readonly table: string
  readonly depth: number
}

function childTables(stream: string, shape: StreamShape): readonly TableSchema[] {
  const root: Parent = { path: '', steps: [], table: shape.table ?? stream, depth: 0 }
  return tablesBelow(root, shape.children)

  function tablesBelow(parent: Parent, children: StreamShape['children']): readonly TableSchema[] {
    return Object.entries(children ?? {}).flatMap(([name, child]) => {
      const own: Parent = {
        path: parent.path === '' ? name : `${parent.path}.${name}`,
        steps: [...parent.steps, name, null],
        table: child.table ?? `${parent.table}_${name}`,
        depth: parent.depth + 1,
      }
      return [childTable(own, parent, child), ...tablesBelow(own, child.children)]
    })
  }

  function childTable(own: Parent, parent: Parent, child: ChildShape): TableSchema {
    const rootKey = rootKeyColumns(stream, shape.key)
    const types = Object.values(keyOf(shape.key))
    const ancestors = Array.from({ length: own.depth - 1 }, (_, index) => `${systemColumns.index}_${index + 1}`)
    const place = child.elementKey ?? [systemColumns.index]
    return {
      path: own.path,
      steps: own.steps,
      parent: parent.path,
      name: own.table,
      ...(child.delta === undefined ? {} : { delta: child.delta }),
      columns: [
        ...rootKey.map((name, index) => column(name, types[index] ?? 'text', 'key')),
        ...ancestors.map((name) => column(name, 'integer', 'ancestor')),
        column(systemColumns.index, 'integer', 'position'),
        ...dataColumns(child.columns),
      ],
      rootKey,
      key: [...rootKey, ...ancestors, ...place],
    }
  }
}

function keyOf(key: Columns | undefined): Columns {
  return key ?? { [systemColumns.id]: 'text' }
}

function keyColumns(key: Columns): readonly ColumnSchema[] {
  return Object.entries(key).map(([name, type]) => ({ name, type, role: 'key', path: name }))
}

function dataColumns(columns: Columns): readonly ColumnSchema[] {
  return Object.entries(columns).map(([name, type]) => ({ name, type, role: 'data', path: name }))
}

function column(name: string, type: ColumnType, role: ColumnSchema['role']): ColumnSchema {
  return { name, type, role }
}
