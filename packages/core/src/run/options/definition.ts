import type { ColumnType } from '../../contract/column-type.ts'
import type { ColumnDeclaration, TableDeclaration } from '../../contract/declarations.ts'
import type { JsonValue } from '../../contract/json.ts'
import type { DefinitionRecord } from '../../contract/schema-change.ts'
import type { StreamSchema } from '../../contract/table-schema.ts'
import type { TableOptions } from '../../tables/table-engine.ts'
import { chosenPaths } from './require-known-paths.ts'
import type { ResolvedStream } from './resolved-stream.ts'

/** What a change of definition asks for, the gravest last. */
export type DefinitionEffect = 'nothing' | 'unknown' | 'backfill' | 'rebuild'

export interface DefinitionChange {
  readonly effect: DefinitionEffect
  /** One sentence for each thing that changed. */
  readonly reasons: readonly string[]
}

/** A function whose version nobody gave. */
const unknownVersion = 'unknown'

/** What the rows of a stream depend on, beside the records. */
export function toDefinition(
  stream: Pick<ResolvedStream, 'primaryKey' | 'options' | 'source' | 'fields' | 'filter' | 'transform'>,
  tables: ResolvedStream['tableOptions'],
): DefinitionRecord {
  return {
    source: `${stream.source.name} ${stream.source.savepointVersion}`,
    primaryKey: stream.primaryKey,
    cursor: tables.cursor ?? null,
    naming: typeof tables.naming === 'function' ? 'custom' : tables.naming,
    json: [...tables.json].sort(),
    maxDepth: tables.maxDepth ?? null,
    childTables: toJson(
      Object.fromEntries(Object.entries(tables.tables).map(([path, table]) => [path, shapeOf(table)])),
    ),
    parameters: toJson(stream.options.parameters ?? null),
    chosenPaths: chosenPaths(stream),
    fields: stream.fields === undefined ? null : { [stream.fields.kind]: [...stream.fields.paths].sort() },
    filter: versionOf(stream.filter),
    transform: versionOf(stream.transform),
  }
}

type DeclaredTables = Pick<TableOptions, 'columns' | 'tables' | 'capabilities'>

/** Compares the definition the tables were made with to today's. */
export function compareDefinitions(
  old: DefinitionRecord | undefined,
  wanted: DefinitionRecord,
  stored: StreamSchema,
  tables: DeclaredTables,
): DefinitionChange {
  if (old === undefined) return { effect: 'nothing', reasons: [] }
  const changes = [
    ...(['primaryKey', 'naming', 'json', 'maxDepth', 'childTables'] as const)
      .filter((part) => !isSame(old[part], wanted[part]))
      .map((part) => change('rebuild', `${part} changed from ${inText(old[part])} to ${inText(wanted[part])}`)),
    ...(['cursor', 'parameters'] as const)
      .filter((part) => !isSame(old[part], wanted[part]))
      .map((part) => change('backfill', `${part} changed`)),
    ...retypedColumns(stored, tables),
    ...compareFields(old['fields'] ?? null, wanted['fields'] ?? null),
    ...(['filter', 'transform'] as const).flatMap((part) => compareVersions(part, old[part], wanted[part])),
  ]
  const order: readonly DefinitionEffect[] = ['nothing', 'unknown', 'backfill', 'rebuild']
  const gravest = Math.max(0, ...changes.map(({ effect }) => order.indexOf(effect)))
  return { effect: order[gravest] ?? 'nothing', reasons: changes.map(({ reason }) => reason) }
}

/** Whatever the order of the keys, which a destination may change when it stores JSON. */
export function isSameDefinition(left: DefinitionRecord, right: DefinitionRecord): boolean {
  return isSame({ ...left, chosenPaths: null }, { ...right, chosenPaths: null })
}

function change(effect: DefinitionEffect, reason: string): { effect: DefinitionEffect; reason: string } {
  return { effect, reason }
}

function retypedColumns(stored: StreamSchema, declared: DeclaredTables): ReturnType<typeof change>[] {
  return listDeclared(declared).flatMap(({ table, path, declaration }) => {
    const columns = stored.tables.find((candidate) => candidate.path === table)?.columns
    const column = columns?.find((candidate) => candidate.path === path && candidate.isVariant === undefined)
    if (column === undefined) return []
    const where = table === '' ? path : `${table}.${path}`
    // What the destination has no type for is kept as text.
    const type = declared.capabilities.types.includes(declaration.type) ? declaration.type : 'text'
    if (column.type !== type) {
      return [change('rebuild', `column ${where} is declared ${declaration.type}, it was ${column.type}`)]
    }
    if (declaration.name !== undefined && declaration.name !== column.name) {
      return [change('rebuild', `column ${where} is to be named ${declaration.name}, it is ${column.name}`)]
    }
    return []
  })
}

interface DeclaredColumn {
  readonly table: string
  readonly path: string
  readonly declaration: ColumnDeclaration
}

/** Columns are declared with the stream, where a path may lead into a child table, and with child tables. */
function listDeclared({ columns, tables }: Omit<DeclaredTables, 'capabilities'>): readonly DeclaredColumn[] {
  const children = Object.keys(tables).sort((left, right) => right.length - left.length)
  const toColumn = (table: string, path: string, given: ColumnType | ColumnDeclaration): DeclaredColumn => ({
    table,
    path,
    declaration: typeof given === 'string' ? { type: given } : given,
  })
  return [
    ...Object.entries(columns).map(([path, given]) => {
      const table = children.find((child) => path.startsWith(`${child}.`))
      return table === undefined ? toColumn('', path, given) : toColumn(table, path.slice(table.length + 1), given)
    }),
    ...Object.entries(tables).flatMap(([table, { columns: inside = {} }]) =>
      Object.entries(inside).map(([path, given]) => toColumn(table, path, given)),
    ),
  ]
}

function compareFields(old: JsonValue, wanted: JsonValue): ReturnType<typeof change>[] {
  if (isSame(old, wanted)) return []
  const wasAllowed = old === null ? [] : Object.entries(old as Record<string, readonly string[]>)
  const isAllowed = wanted === null ? [] : Object.entries(wanted as Record<string, readonly string[]>)
  const [oldKind, oldPaths] = wasAllowed[0] ?? ['exclude', []]
  const [newKind, newPaths] = isAllowed[0] ?? ['exclude', []]
  const onlyTakesAway =
    oldKind === newKind &&
    (newKind === 'exclude'
      ? oldPaths.every((path) => newPaths.includes(path))
      : newPaths.every((path) => oldPaths.includes(path)))
  return onlyTakesAway || (oldKind === 'exclude' && oldPaths.length === 0)
    ? [change('nothing', 'fields were taken away: their columns stay, NULL in rows that are written from now on')]
    : [change('backfill', 'fields were added: they are missing in the rows that stand')]
}

function compareVersions(
  part: string,
  old: JsonValue | undefined,
  wanted: JsonValue | undefined,
): ReturnType<typeof change>[] {
  const [before, after] = [old ?? null, wanted ?? null]
  if (before === unknownVersion && after === unknownVersion) {
    return [
      change('unknown', `${part} has no version: whether it changed cannot be told, the rows that stand are kept`),
    ]
  }
  if (before === after) return []
  if (before === null || after === null)
    return [change('backfill', `${part} was ${before === null ? 'added' : 'removed'}`)]
  return [change('backfill', `${part} changed its version`)]
}

/** Columns are compared one by one with those that stand. */
function shapeOf({ keyColumns, valueColumn, valueType, elementKey, unordered }: TableDeclaration): unknown {
  return { keyColumns, valueColumn, valueType, elementKey, unordered }
}

function versionOf(given: { readonly version?: string } | undefined): JsonValue {
  return given === undefined ? null : given.version === undefined ? unknownVersion : `version ${given.version}`
}

/** As it comes back from a destination that stores JSON. */
function toJson(value: unknown): JsonValue {
  const text = JSON.stringify(value, (_key, member: unknown) => (typeof member === 'bigint' ? String(member) : member))
  return (JSON.parse(text ?? 'null') ?? null) as JsonValue
}

function isSame(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  return inText(left) === inText(right)
}

function inText(value: JsonValue | undefined): string {
  return JSON.stringify(sorted(value ?? null))
}

function sorted(value: JsonValue): JsonValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, member]) => [key, sorted(member)]),
  )
}
