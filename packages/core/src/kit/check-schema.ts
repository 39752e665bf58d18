import type { Capabilities } from '../contract/capabilities.ts'
import { DestinationError } from '../contract/errors/destination-error.ts'
import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'

/** Throws a `DestinationError` that lists what the destination cannot hold, or what contradicts itself. */
export function checkSchema(schema: StreamSchema, capabilities: Capabilities): void {
  // Tables and delta tables share their names: in a database they are tables alike.
  const names = schema.tables.flatMap(({ name, delta }) => (delta === undefined ? [name] : [name, delta]))
  const hasDeltas = names.length > schema.tables.length
  const problems = [
    ...findNameProblems(names, capabilities),
    ...(hasDeltas && !capabilities.hasDeltas ? ['it has delta tables, which this destination cannot keep'] : []),
    ...schema.tables.flatMap((table, index) => [
      ...findOrderProblems(table, schema.tables.slice(0, index)),
      ...findColumnProblems(table, capabilities).map((problem) => `table ${table.name}: ${problem}`),
    ]),
  ]
  const [root] = schema.tables
  if (schema.cursor !== undefined && !root?.columns.some(({ name }) => name === schema.cursor)) {
    problems.push(`its cursor ${schema.cursor} is no column of the root table`)
  }
  if (problems.length === 0) return
  const list = problems.map((problem) => `- ${problem}`).join('\n')
  throw new DestinationError({ message: `the schema of stream ${schema.stream} cannot be used:\n${list}` })
}

/** Names that this destination takes for the same are the same text after it. */
export function foldName(name: string, capabilities: Capabilities): string {
  return capabilities.identifierCase === 'insensitive' ? name.toLowerCase() : name
}

function findNameProblems(names: readonly string[], capabilities: Capabilities): readonly string[] {
  const { count, unit } = capabilities.maxIdentifierLength
  const seen = new Set<string>()
  return names.flatMap((name) => {
    const problems: string[] = []
    const length = unit === 'bytes' ? Buffer.byteLength(name) : Array.from(name).length
    if (length === 0 || length > count) problems.push(`the name '${name}' has ${length} of 1 to ${count} ${unit}`)
    const folded = foldName(name, capabilities)
    if (seen.has(folded)) problems.push(`the name ${name} is given twice`)
    seen.add(folded)
    return problems
  })
}

function findOrderProblems(table: TableSchema, before: readonly TableSchema[]): readonly string[] {
  const isRoot = table.path === ''
  if (isRoot !== (before.length === 0)) return [`table ${table.name}: the root table comes first`]
  if (before.some(({ path }) => path === table.path)) return [`the path '${table.path}' has two tables`]
  if (isRoot || before.some(({ path }) => path === table.parent)) return []
  return [`table ${table.name}: its parent '${table.parent}' does not come before it`]
}

function findColumnProblems(table: TableSchema, capabilities: Capabilities): readonly string[] {
  const names = table.columns.map(({ name }) => name)
  const problems = [...findNameProblems(names, capabilities)]
  if (names.length > capabilities.maxColumns) {
    problems.push(`it has ${names.length} columns, at most ${capabilities.maxColumns} can be held`)
  }
  if (table.rootKey.length === 0) problems.push('it has no key')
  for (const name of new Set([...table.key, ...table.rootKey])) {
    if (!names.includes(name)) problems.push(`its key names ${name}, which is no column`)
  }
  for (const { name, type } of table.columns) {
    if (!capabilities.types.includes(type)) problems.push(`the type ${type} of column ${name} cannot be held`)
  }
  return problems
}
