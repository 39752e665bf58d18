import type { StreamDescription } from '../contract/stream-description.ts'
import { diagramStreams } from './diagram-streams.ts'
import type { DiagramColumn, DiagramOptions, DiagramTable } from './diagram-streams.ts'

/** What `toMermaid` takes besides the streams. */
export interface MermaidOptions extends DiagramOptions {
  /** Columns of a table beyond this number are only counted. Default 30. */
  readonly maxColumns?: number
}

/**
 * Draws tables as a Mermaid `erDiagram`: each below the one whose rows hold its array, delta tables beside theirs. A name
 * that Mermaid does not take as a column's stands in the comment as it is; one that tables share gets an addition.
 */
export function toMermaid(streams: readonly StreamDescription[], options: MermaidOptions = {}): string {
  const { maxColumns = 30 } = options
  const lines = diagramStreams(streams, options).flatMap(({ title, tables }) => [
    `  %% ${escapeText(title)}`,
    ...tables.flatMap((table) => drawTable(table, maxColumns)),
    ...tables.flatMap(drawLink),
  ])
  return ['erDiagram', ...lines, ''].join('\n')
}

function drawTable({ name, columns, key, link }: DiagramTable, maxColumns: number): readonly string[] {
  const foreign = link?.type === 'element' ? link.columns : []
  const lines = columns.slice(0, maxColumns).map((column) => {
    const keys = [...(key.includes(column.name) ? ['PK'] : []), ...(foreign.includes(column.name) ? ['FK'] : [])]
    const { word, comment } = nameColumn(column)
    return [column.type, word, ...(keys.length === 0 ? [] : [keys.join(', ')]), ...comment].join(' ')
  })
  const hidden = columns.length - lines.length
  if (hidden > 0) lines.push(`and more "${hidden} of ${columns.length} columns"`)
  return [`  ${quote(name)} {`, ...lines.map((line) => `    ${line}`), '  }']
}

function drawLink({ name, path, link }: DiagramTable): readonly string[] {
  if (link === undefined) return []
  switch (link.type) {
    case 'element':
      return [`  ${quote(link.owner)} ||--o{ ${quote(name)} : ${quote(path)}`]
    case 'version':
      // The row of a version may be gone.
      return [`  ${quote(link.owner)} |o..o{ ${quote(name)} : "history"`]
    default:
      return link.type satisfies never
  }
}

/** Newer versions of Mermaid take letters of all languages in the name of a column, others then refuse the diagram. */
function nameColumn({ name, path, description }: DiagramColumn): { word: string; comment: readonly string[] } {
  const letters = name.replaceAll(/[^A-Za-z0-9_]/gu, '_')
  const word = startsAsName.test(letters) ? letters : `_${letters}`
  const isShown = word === name && !closesEmphasis.test(name)
  const says = description ?? (path === name || path === '' ? undefined : path)
  const texts = [...(isShown ? [] : [name]), ...(says === undefined ? [] : [says])]
  return { word, comment: texts.length === 0 ? [] : [quote(texts.join(' - '))] }
}

/** Begins like a column's name, and is not what Mermaid takes for a key. */
const startsAsName = /^(?![pfu]k$)[A-Za-z_]/i

/** Underscores at the end of a word, with which Markdown ends what is emphasised. */
const closesEmphasis = /_(?=_*(?![\p{L}\p{N}_]))/u

/**
 * What may mean something to Mermaid, or to the Markdown it reads in texts: all characters but those listed here, and of
 * these: spaces in lists and in `direction TB`, links, formulas, emphasis.
 */
const escaped = new RegExp(
  String.raw`(?<=^|[-.\s]|direction) | $|\](?=\()|\$(?=\$)|${closesEmphasis.source}|[^\p{L}\p{M}\p{N} _.,$()[\]/-]`,
  'giu',
)

function escapeText(text: string): string {
  return text.replaceAll(escaped, (character) => `#${character.codePointAt(0)};`)
}

function quote(text: string): string {
  return `"${escapeText(text)}"`
}
