import { code, table } from './markdown.ts'
import type { DocumentedType } from './read-types.ts'

/** The section of one interface or type alias: what it is, its properties as a table, its methods one by one. */
export function describeType(type: DocumentedType): readonly string[] {
  return [`## ${type.name}`, ...describeHead(type), ...describeMembers(type)]
}

function describeHead({ doc, bases, kind, type, members }: DocumentedType): readonly string[] {
  const blocks = doc === undefined ? [] : [doc]
  if (bases.length > 0) blocks.push(`Has all of ${bases.map(code).join(' and ')} too.`)
  const isExplainedUnion = members.some((member) => member.doc !== undefined)
  if (kind === 'alias' && !isExplainedUnion) blocks.push(code(type))
  return blocks
}

function describeMembers({ kind, members, name: owner }: DocumentedType): readonly string[] {
  if (kind === 'alias') {
    const explained = members.filter(({ doc }) => doc !== undefined)
    return table(
      ['Value', 'Meaning'],
      explained.map(({ type, doc = '' }) => [code(type), doc]),
    )
  }
  const properties = members.filter(({ isMethod }) => !isMethod)
  const methods = members.filter(({ isMethod }) => isMethod)
  return [
    ...table(
      ['Property', 'Type', 'Meaning'],
      properties.map(({ name, isOptional, type, doc = '' }) => [code(isOptional ? `${name}?` : name), code(type), doc]),
    ),
    ...methods.flatMap(({ name, type, doc = '' }) => [`### ${owner}.${name}`, code(type), doc]),
  ]
}
