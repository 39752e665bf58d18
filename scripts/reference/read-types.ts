/** Reads interfaces and type aliases with their doc comments from the text of a source file. Needs no type checker. */

import ts from 'typescript'

/** A property, a method, or one member of a union. */
export interface Member {
  readonly name: string
  /** The type as written, on one line; of a method its whole signature. */
  readonly type: string
  readonly isOptional: boolean
  readonly isMethod: boolean
  readonly doc: string | undefined
  /** `packages/core/src/contract/source.ts:8`. */
  readonly place: string
}

export interface DocumentedType {
  readonly name: string
  readonly kind: 'interface' | 'alias'
  /** Of an alias, the type as written, on one line. */
  readonly type: string
  /** What an interface extends. */
  readonly bases: readonly string[]
  /** Of an alias of a union its members, else none. */
  readonly members: readonly Member[]
  readonly doc: string | undefined
  readonly place: string
}

const printer = ts.createPrinter({ removeComments: true })

/** Finds the type of this name in a file, or throws an error that names both. */
export function readType(file: ts.SourceFile, name: string): DocumentedType {
  const statement = findStatement(file, name)
  const common = { name, doc: readDoc(file, statement), place: placeOf(file, statement) }
  if (ts.isInterfaceDeclaration(statement)) {
    const bases = statement.heritageClauses?.flatMap(({ types }) => types.map((type) => printType(file, type))) ?? []
    const members = statement.members.map((member) => readMember(file, member))
    return { ...common, kind: 'interface', type: '', bases, members }
  }
  const { type } = statement
  const members = ts.isUnionTypeNode(type) ? readUnion(file, type) : []
  return { ...common, kind: 'alias', type: printType(file, type), bases: [], members }
}

/** Finds the interface or type alias of this name in a file. */
export function findStatement(file: ts.SourceFile, name: string): ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  const found = typeStatements(file).find((statement) => statement.name.text === name)
  if (found === undefined) throw new Error(`${file.fileName} has no interface or type ${name}`)
  return found
}

export function readMember(file: ts.SourceFile, member: ts.TypeElement): Member {
  const isMethod = ts.isMethodSignature(member)
  if (!isMethod && !ts.isPropertySignature(member)) {
    throw new Error(`${placeOf(file, member)}: only properties and methods have a place in the reference`)
  }
  return {
    name: member.name.getText(file),
    type: isMethod ? printType(file, member) : member.type === undefined ? 'unknown' : printType(file, member.type),
    isOptional: member.questionToken !== undefined,
    isMethod,
    doc: readDoc(file, member),
    place: placeOf(file, member),
  }
}

/** The doc comment right before a declaration. A member of a union has it before the `|`. */
export function readDoc(file: ts.SourceFile, node: ts.Node, from: number = node.getFullStart()): string | undefined {
  const comments = [...file.text.slice(from, node.getStart(file)).matchAll(/\/\*\*([\s\S]*?)\*\//g)]
  const text = comments.at(-1)?.[1]
  if (text === undefined) return undefined
  const lines = text.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  return lines.join('\n').trim()
}

export function placeOf(file: ts.SourceFile, node: ts.Node): string {
  return `${file.fileName}:${file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1}`
}

/** A node as written, without comments, on one line. */
function printType(file: ts.SourceFile, node: ts.Node): string {
  return printer
    .printNode(ts.EmitHint.Unspecified, node, file)
    .replaceAll(/\s+/g, ' ')
    .replaceAll('; }', ' }')
    .replace(/;$/, '')
}

/**
 * Members of a union with the doc comments that stand before them. A member that names an interface of the same file is
 * shown as that interface, with its doc comment.
 */
function readUnion(file: ts.SourceFile, union: ts.UnionTypeNode): readonly Member[] {
  return union.types.map((type, index) => {
    const name = printType(file, type)
    const common = { name, isOptional: false, isMethod: false, place: placeOf(file, type) }
    const named = ts.isTypeReferenceNode(type) ? tryReadType(file, name) : undefined
    if (named?.kind === 'interface') return { ...common, type: shapeOf(named), doc: named.doc }
    return { ...common, type: name, doc: readDoc(file, type, union.types[index - 1]?.end ?? union.getFullStart()) }
  })
}

function tryReadType(file: ts.SourceFile, name: string): DocumentedType | undefined {
  const isThere = typeStatements(file).some((statement) => statement.name.text === name)
  return isThere ? readType(file, name) : undefined
}

function shapeOf({ members }: DocumentedType): string {
  return `{ ${members.map(({ name, isOptional, type }) => `${name}${isOptional ? '?' : ''}: ${type}`).join('; ')} }`
}

function typeStatements(file: ts.SourceFile): readonly (ts.InterfaceDeclaration | ts.TypeAliasDeclaration)[] {
  return file.statements.filter(
    (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
  )
}
