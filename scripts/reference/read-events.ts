import ts from 'typescript'
import { findStatement, placeOf, readDoc, readMember, type Member } from './read-types.ts'

/** One member of a union of objects that are told apart by `type`. */
export interface EventType {
  readonly type: string
  readonly fields: readonly Member[]
  readonly doc: string | undefined
  readonly place: string
}

/** Reads such a union. Interfaces of the same file that a member is intersected with are read along. */
export function readEvents(file: ts.SourceFile, name: string): readonly EventType[] {
  const statement = findStatement(file, name)
  if (!ts.isTypeAliasDeclaration(statement) || !ts.isUnionTypeNode(statement.type)) {
    throw new Error(`${placeOf(file, statement)}: ${name} is no union`)
  }
  const { types, pos } = statement.type
  return types.map((variant, index) => {
    const members = readFields(file, variant)
    const place = placeOf(file, variant)
    const type = members.find((member) => member.name === 'type')?.type
    if (type === undefined) throw new Error(`${place}: a member of ${name} has no \`type\``)
    return {
      type: type.replaceAll("'", ''),
      fields: members.filter((member) => member.name !== 'type'),
      doc: readDoc(file, variant, types[index - 1]?.end ?? pos),
      place,
    }
  })
}

function readFields(file: ts.SourceFile, type: ts.TypeNode): readonly Member[] {
  if (ts.isParenthesizedTypeNode(type)) return readFields(file, type.type)
  if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((part) => readFields(file, part))
  if (ts.isTypeLiteralNode(type)) return type.members.map((member) => readMember(file, member))
  if (ts.isTypeReferenceNode(type)) {
    const statement = findStatement(file, type.typeName.getText(file))
    if (ts.isInterfaceDeclaration(statement)) return statement.members.map((member) => readMember(file, member))
    return readFields(file, statement.type)
  }
  throw new Error(`${placeOf(file, type)}: not an object type`)
}
