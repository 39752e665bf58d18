import type { ColumnType } from '../contract/column-type.ts'
import type { StreamDescription } from '../contract/stream-description.ts'
import { deltaColumns } from '../contract/table-schema.ts'
import type { ColumnSchema, TableSchema } from '../contract/table-schema.ts'
import { isHistoric, leadingDeltaColumns } from './delta-columns.ts'

/** What all diagrams of tables can be asked for. */
export interface DiagramOptions {
  /** Whether to show the columns that the destination writes, such as `_mr_synced_at`. Default false. */
  readonly hasSystemColumns?: boolean
}

export interface DiagramColumn extends Partial<Omit<ColumnSchema, 'name' | 'type'>> {
  readonly name: string
  readonly type: ColumnType
}

/** What the rows of a table belong to. */
interface DiagramLink {
  /** Elements of an array inside the owner's rows, or versions of the owner's rows. */
  readonly type: 'element' | 'version'
  /** Name of the table, in the diagram, whose rows have them. */
  readonly owner: string
  /** Columns that name a row of `target`. */
  readonly columns: readonly string[]
  /** The root table for elements, the owner for versions. */
  readonly target: string
  readonly targetColumns: readonly string[]
}

/** A table or delta table as a diagram shows it. */
export interface DiagramTable {
  /** Unique in the diagram, so not always the name in the destination. */
  readonly name: string
  readonly path: string
  readonly columns: readonly DiagramColumn[]
  readonly key: readonly string[]
  readonly link: DiagramLink | undefined
  readonly description: string | undefined
}

export interface DiagramStream {
  readonly title: string
  readonly tables: readonly DiagramTable[]
}

/** The streams of which tables stand, as all diagrams show them. */
export function diagramStreams(
  streams: readonly StreamDescription[],
  { hasSystemColumns = false }: DiagramOptions,
): readonly DiagramStream[] {
  const taken = new Set<string>()
  const named = streams.map(({ pipeline, schema }) => ({
    title: `stream ${schema.stream} of pipeline ${pipeline}`,
    tables: schema.tables.map((table) => ({ ...table, name: takeName(table.name, pipeline, taken) })),
  }))
  return named
    .filter(({ tables }) => tables.length > 0)
    .map(({ title, tables }) => ({
      title,
      tables: [
        ...tables.map((table) => describeTable(table, tables, hasSystemColumns)),
        ...tables.flatMap((table) =>
          table.delta === undefined ? [] : [describeDelta(table, takeName(table.delta, 'history', taken))],
        ),
      ],
    }))
}

/** Delta tables have names of their own, and pipelines may be in different destinations: a name can come twice. */
function takeName(name: string, origin: string, taken: Set<string>): string {
  let free = name
  for (let count = 1; taken.has(free); count += 1) free = `${name} (${origin}${count === 1 ? '' : ` ${count}`})`
  taken.add(free)
  return free
}

function describeTable(table: TableSchema, tables: readonly TableSchema[], hasSystemColumns: boolean): DiagramTable {
  const { name, path, key, description } = table
  const isOwn = ({ role }: ColumnSchema): boolean => role !== 'system' && role !== 'partition'
  const columns = table.columns.filter((column) => hasSystemColumns || isOwn(column))
  return { name, path, columns, key, link: findElementLink(table, tables), description }
}

function findElementLink(table: TableSchema, tables: readonly TableSchema[]): DiagramLink | undefined {
  const [root] = tables
  const owner = tables.find(({ path }) => path === table.parent)
  if (root === undefined || owner === undefined) return undefined
  return {
    type: 'element',
    owner: owner.name,
    columns: table.rootKey,
    target: root.name,
    targetColumns: root.rootKey,
  }
}

function describeDelta(table: TableSchema, name: string): DiagramTable {
  const { path, key, columns, name: owner } = table
  return {
    name,
    path,
    columns: [...leadingDeltaColumns, ...columns.filter(isHistoric)],
    // A row has at most one change in a commit.
    key: [...key, deltaColumns.sequence],
    link: { type: 'version', owner, columns: key, target: owner, targetColumns: key },
    description: undefined,
  }
}
