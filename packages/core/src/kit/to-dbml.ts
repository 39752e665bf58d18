import type { StreamDescription } from '../contract/stream-description.ts'
import { diagramStreams } from './diagram-streams.ts'
import type { DiagramColumn, DiagramOptions, DiagramTable } from './diagram-streams.ts'

/**
 * Writes tables in DBML: columns, keys, and references from child tables to their root and from delta tables to theirs.
 * A name that tables share gets an addition.
 */
export function toDbml(streams: readonly StreamDescription[], options: DiagramOptions = {}): string {
  return diagramStreams(streams, options)
    .flatMap(({ title, tables }) => [
      `// ${escapeText(title)}\n`,
      ...tables.map((table) => `${writeTable(table).join('\n')}\n`),
      ...tables.flatMap(writeReference),
    ])
    .join('\n')
}

function writeTable({ name, columns, key, description }: DiagramTable): readonly string[] {
  return [
    `Table ${quote(name)} {`,
    ...columns.map((column) => `  ${writeColumn(column, key)}`),
    ...(key.length > 1 ? ['  indexes {', `    ${listColumns(key)} [pk]`, '  }'] : []),
    ...(description === undefined ? [] : [`  Note: ${writeNote(description)}`]),
    '}',
  ]
}

function writeColumn({ name, type, description }: DiagramColumn, key: readonly string[]): string {
  const isKey = key.length === 1 && key.includes(name)
  const settings = [...(isKey ? ['pk'] : []), ...(description === undefined ? [] : [`note: ${writeNote(description)}`])]
  return `${quote(name)} ${type}${settings.length === 0 ? '' : ` [${settings.join(', ')}]`}`
}

function writeReference({ name, link }: DiagramTable): readonly string[] {
  if (link === undefined) return []
  const { columns, target, targetColumns } = link
  return [`Ref: ${quote(name)}.${listColumns(columns)} > ${quote(target)}.${listColumns(targetColumns)}\n`]
}

function listColumns(names: readonly string[]): string {
  const list = names.map(quote).join(', ')
  return names.length === 1 ? list : `(${list})`
}

function quote(name: string): string {
  return `"${escapeText(name)}"`
}

function writeNote(text: string): string {
  return `'${escapeText(text).replaceAll("'", String.raw`\'`)}'`
}

/** DBML has all the escapes of JSON. */
function escapeText(text: string): string {
  return JSON.stringify(text).slice(1, -1)
}
