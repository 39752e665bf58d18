import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../../contract/errors/invalid-options-error.ts'
import type { JsonValue, SourceRecord } from '../../contract/json.ts'
import type { DefinitionRecord } from '../../contract/schema-change.ts'
import type { StreamSchema } from '../../contract/table-schema.ts'
import { parsePath } from '../../kit/parse-path.ts'
import { joinPath } from '../../tables/path.ts'
import { hasPath } from './path-values.ts'
import type { ResolvedStream } from './resolved-stream.ts'

/**
 * A path in the options that nothing stands at is most likely a slip, and an excluded field that is misspelt would
 * land. So each must be declared, or occur in the first records.
 */
export function requireKnownPaths(resolved: ResolvedStream, window: readonly SourceRecord[]): void {
  const fields = [...new Set(window.flatMap((record) => Object.keys(record)))]
  refuse(
    resolved,
    listPaths(resolved).filter(({ path }) => !window.some((record) => hasPath(record, parsePath(path)))),
    {
      where: `the first ${window.length} records of ${resolved.name}`,
      fields,
    },
  )
}

/** The same where tables stand: what is new in the options must be declared, or stand in them. */
export function requireStandingPaths(
  resolved: ResolvedStream,
  { schema, definition }: { readonly schema: StreamSchema; readonly definition: DefinitionRecord | undefined },
): void {
  if (schema.tables.length === 0) return
  const before = new Set(listKnown(definition))
  const standing = schema.tables.flatMap((table) => [
    table.path,
    ...table.columns.flatMap(({ path }) => (path === undefined ? [] : [joinPath(table.path, path)])),
  ])
  const isStanding = (path: string): boolean => standing.some((known) => isWithin(known, path))
  refuse(
    resolved,
    listPaths(resolved).filter(({ path }) => !before.has(path) && !isStanding(path)),
    {
      where: `the tables of ${resolved.name}`,
      fields: [...new Set(standing)].filter((path) => path !== ''),
    },
  )
}

/** Paths that a user chose. They are stored with the definition, since what they name may not come again. */
export function chosenPaths(resolved: Pick<ResolvedStream, 'options'>): readonly string[] {
  const { tables = {}, deltas = {}, fields } = resolved.options
  const selected = fields === undefined ? [] : 'include' in fields ? fields.include : fields.exclude
  return [...new Set([...Object.keys(tables), ...Object.keys(deltas), ...selected])]
    .filter((path) => path !== '')
    .sort()
}

interface ChosenPath {
  readonly option: string
  readonly path: string
}

function listPaths({ options, stream }: ResolvedStream): readonly ChosenPath[] {
  const { fields } = options
  const kind = fields !== undefined && 'include' in fields ? 'include' : 'exclude'
  const selected = fields === undefined ? [] : 'include' in fields ? fields.include : fields.exclude
  const tables = Object.keys(stream.tables ?? {})
  const columns = [...Object.keys({ ...stream.columns, ...options.columns }), ...tables]
  return [
    ...selected.map((path) => ({ option: `fields.${kind}`, path, declared: columns })),
    ...Object.keys(options.tables ?? {}).map((path) => ({ option: 'tables', path, declared: tables })),
    ...Object.keys(options.deltas ?? {}).map((path) => ({ option: 'deltas', path, declared: tables })),
  ].filter(({ path, declared }) => path !== '' && !declared.some((known) => isWithin(known, path)))
}

function listKnown(definition: DefinitionRecord | undefined): readonly string[] {
  const known: JsonValue | undefined = definition?.['chosenPaths']
  return Array.isArray(known) ? known.filter((path) => typeof path === 'string') : []
}

function refuse(
  { stream }: ResolvedStream,
  unknown: readonly ChosenPath[],
  { where, fields }: { readonly where: string; readonly fields: readonly string[] },
): void {
  const existing = fields.slice(0, 50).join(', ')
  const problems = unknown.map(({ option, path }): OptionProblem => ({
    path: `streams.${stream.name}.${option}`,
    message: `path ${path} does not exist in ${where}; they have: ${existing}. If it comes later, declare it in \`columns\``,
  }))
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}

function isWithin(known: string, path: string): boolean {
  return known === path || known.startsWith(`${path}.`) || path.startsWith(`${known}.`)
}
