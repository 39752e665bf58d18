import { toMermaid } from '@millrace/core'
import type { ColumnSchema, StreamDescription, TableSchema } from '@millrace/core'
import { joins } from './joins.ts'

/** What the documentation says of the tables, stream by stream. */
export function describeTables(
  described: readonly StreamDescription[],
  descriptions: ReadonlyMap<string, string>,
): string {
  const sections = described.map(({ schema }) => {
    const tables = schema.tables.map((table) => describeTable(table, schema.tables[0]))
    return [`### ${schema.stream}`, descriptions.get(schema.stream) ?? '', ...tables].join('\n\n')
  })
  return sections.join('\n\n')
}

/** The graph of the tables, with columns that lead from one to another. */
export function drawTables(described: readonly StreamDescription[]): string {
  const links = joins.map(([table, column, target]) => `  "${target}" |o..o{ "${table}" : "${column}"`)
  const graph = toMermaid(described, { maxColumns: 2 }).trimEnd()
  return ['```mermaid', graph, '  %% ids of other tables', ...links, '```'].join('\n')
}

function describeTable(table: TableSchema, root: TableSchema | undefined): string {
  const columns = table.columns.filter(({ role }) => role === 'key' || role === 'data')
  const isRoot = table === root
  return [
    isRoot
      ? `Table \`${table.name}\``
      : `Table \`${table.name}\`${table.description === undefined ? '' : `: ${table.description}`}`,
    '',
    '| column | type | field | |',
    '|---|---|---|---|',
    ...columns.map(
      (column) => `| \`${column.name}\` | ${column.type} | ${fieldOf(column)} | ${remarksOn(column, isRoot)} |`,
    ),
  ].join('\n')
}

function fieldOf({ path, role }: ColumnSchema): string {
  if (path === undefined || path === '') return role === 'key' ? '' : 'the element'
  return path === 'created_at' || path === 'duration_seconds' ? '' : `\`${path}\``
}

function remarksOn({ description, isDeclared, role, path }: ColumnSchema, isRoot: boolean): string {
  const isParent = role === 'key' && !isRoot
  return [
    ...(isParent ? ['id of the record that has it'] : []),
    ...(path === 'created_at' ? ['derived: the moment in the id'] : []),
    ...(path === 'duration_seconds' ? ['derived: the length in seconds, null while it runs'] : []),
    ...(description === undefined ? [] : [description]),
    ...(isDeclared === true || isParent ? [] : ['comes with the first value']),
  ].join('; ')
}
