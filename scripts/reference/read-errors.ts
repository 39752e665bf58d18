import ts from 'typescript'
import { placeOf, readDoc } from './read-types.ts'

export interface ErrorClass {
  readonly name: string
  readonly code: string
  /** Undefined where whoever throws the error says so; a text where it is computed, the expression. */
  readonly isRetryable: boolean | string | undefined
  readonly doc: string | undefined
  readonly place: string
}

/** Reads the direct subclasses of `MillraceError` in a file, from what they hand to `super`. */
export function readErrors(file: ts.SourceFile): readonly ErrorClass[] {
  return file.statements
    .filter((statement) => ts.isClassDeclaration(statement))
    .flatMap((statement) => {
      const bases = statement.heritageClauses?.flatMap(({ types }) => types.map((type) => type.getText(file))) ?? []
      if (!bases.includes('MillraceError')) return []
      const name = statement.name?.text ?? ''
      const place = placeOf(file, statement)
      const given = findSuperArgument(statement)
      const code = given === undefined ? undefined : initializerOf(given, 'code')
      if (given === undefined || code === undefined || !ts.isStringLiteral(code)) {
        throw new Error(`${place}: ${name} hands no literal \`code\` to super`)
      }
      return [{ name, code: code.text, isRetryable: readRetryable(file, given), doc: readDoc(file, statement), place }]
    })
}

function readRetryable(file: ts.SourceFile, given: ts.ObjectLiteralExpression): ErrorClass['isRetryable'] {
  const value = initializerOf(given, 'isRetryable')
  if (value?.kind === ts.SyntaxKind.TrueKeyword) return true
  if (value?.kind === ts.SyntaxKind.FalseKeyword) return false
  if (value !== undefined) return value.getText(file)
  return given.properties.some((property) => ts.isSpreadAssignment(property)) ? undefined : false
}

function findSuperArgument(node: ts.Node): ts.ObjectLiteralExpression | undefined {
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) {
    return node.arguments.find((argument) => ts.isObjectLiteralExpression(argument))
  }
  return ts.forEachChild(node, findSuperArgument)
}

function initializerOf(object: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  return object.properties
    .filter((property) => ts.isPropertyAssignment(property))
    .find((property) => ts.isIdentifier(property.name) && property.name.text === name)?.initializer
}
