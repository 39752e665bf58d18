/**
 * Finds the codes that a program can give to rejects, warnings and errors: what is handed to a parameter named `code`,
 * and what stands as `code` in an object that is meant as one of the three. The type checker says what values an
 * expression can have, so that a choice between codes, or a code made from parts, is found too.
 */

import ts from 'typescript'
import { placeOf } from './read-types.ts'

export type CodeKind = 'reject' | 'warning' | 'error'

export interface FoundCode {
  readonly kind: CodeKind
  readonly code: string
  readonly place: string
}

/** Types of objects with a code, and the type of a parameter where it is narrower than `string`. */
const kindsByType: Readonly<Record<string, CodeKind>> = {
  ErrorClass: 'error',
  OversizedRow: 'reject',
  Problem: 'reject',
  Refusal: 'reject',
  Reject: 'reject',
  RejectedRow: 'reject',
  RunWarning: 'warning',
  Trouble: 'error',
  UnstorableCell: 'reject',
  WarningCode: 'warning',
}

/** Each code of each kind once, with the first place. `files` are those of the program to look into. */
export function findCodes(program: ts.Program, files: readonly ts.SourceFile[]): readonly FoundCode[] {
  const checker = program.getTypeChecker()
  const found = new Map<string, FoundCode>()
  for (const file of files) visit(file, file)
  return [...found.values()]

  function visit(node: ts.Node, file: ts.SourceFile): void {
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) visitCall(node, file)
    else if (ts.isObjectLiteralExpression(node)) visitObject(node, file)
    ts.forEachChild(node, (child) => visit(child, file))
  }

  function visitCall(node: ts.CallExpression | ts.NewExpression, file: ts.SourceFile): void {
    const parameters = checker.getResolvedSignature(node)?.getParameters() ?? []
    for (const [index, parameter] of parameters.entries()) {
      const argument = node.arguments?.[index]
      const declaration = parameter.valueDeclaration
      if (parameter.name !== 'code' || argument === undefined || declaration === undefined) continue
      if (!files.includes(declaration.getSourceFile())) continue
      const typeName = ts.isParameter(declaration) ? (declaration.type?.getText() ?? '') : ''
      add(kindsByType[typeName] ?? 'reject', argument, file)
    }
  }

  function visitObject(node: ts.ObjectLiteralExpression, file: ts.SourceFile): void {
    const property = node.properties.find((candidate) => candidate.name?.getText(file) === 'code')
    if (property === undefined) return
    const kind = kindOf(node)
    if (kind === undefined) return
    if (ts.isPropertyAssignment(property)) add(kind, property.initializer, file)
    else if (ts.isShorthandPropertyAssignment(property)) add(kind, property.name, file)
  }

  function kindOf(node: ts.ObjectLiteralExpression): CodeKind | undefined {
    const { parent } = node
    if (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.SuperKeyword) {
      const owner = ts.findAncestor(parent, ts.isClassLike)
      // The errors of the core are classes with one code each, and are found as such.
      const isOfPlugin = owner && checker.getTypeAtLocation(owner).getProperty('kind') !== undefined
      return isOfPlugin === true ? 'error' : undefined
    }
    if (ts.isNewExpression(parent)) {
      const isError = checker.getTypeAtLocation(parent).getProperty('isMillraceError') !== undefined
      return isError ? 'error' : undefined
    }
    const type = checker.getContextualType(node)
    const candidates = type === undefined ? [] : type.isUnion() ? type.types : [type]
    return candidates.map((candidate) => kindsByType[candidate.symbol?.name ?? '']).find((kind) => kind !== undefined)
  }

  function add(kind: CodeKind, expression: ts.Expression, file: ts.SourceFile): void {
    for (const code of valuesOf(expression)) {
      const identity = `${kind} ${code}`
      if (!found.has(identity)) found.set(identity, { kind, code, place: placeOf(file, expression) })
    }
  }

  /** The texts an expression can be; none where that is any text. */
  function valuesOf(expression: ts.Expression): readonly string[] {
    if (!ts.isTemplateExpression(expression)) return literalsOf(checker.getTypeAtLocation(expression))
    return expression.templateSpans.reduce<readonly string[]>(
      (heads, span) =>
        heads.flatMap((head) => valuesOf(span.expression).map((value) => head + value + span.literal.text)),
      [expression.head.text],
    )
  }
}

function literalsOf(type: ts.Type): readonly string[] {
  if (type.isStringLiteral()) return [type.value]
  return type.isUnion() ? type.types.flatMap((member) => literalsOf(member)) : []
}
