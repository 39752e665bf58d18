import ts from 'typescript'
import { describe, expect, test } from 'vitest'
import { findCodes, type FoundCode } from './find-codes.ts'
import { compareCodes } from './find-problems.ts'

const declarations = `
interface Problem { readonly type: 'problem'; readonly code: string }
interface ErrorClass { readonly pattern: string; readonly code: string }
interface RunWarning { readonly code: string; readonly message: string }
type RejectionCode = 'cycle' | 'too_deep'
type WarningCode = 'name_cut'
declare class MillraceError { readonly isMillraceError: true }
declare class SourceError extends MillraceError { constructor(options: { readonly code?: string }) }
declare class Rejection { constructor(code: RejectionCode, path: string) }
declare function problem(path: string, code: string): Problem
declare function warn(warning: RunWarning): void
declare function warnOf(plan: object, code: WarningCode): void
`

function find(text: string): readonly FoundCode[] {
  const options = { noLib: true, target: ts.ScriptTarget.Latest }
  const file = ts.createSourceFile('source.ts', declarations + text, ts.ScriptTarget.Latest, true)
  const program = ts.createProgram(['source.ts'], options, {
    ...ts.createCompilerHost(options),
    fileExists: (name) => name === 'source.ts',
    getSourceFile: (name) => (name === 'source.ts' ? file : undefined),
  })
  return findCodes(program, [file])
}

function codesIn(text: string): readonly string[] {
  return find(text).map(({ kind, code }) => `${kind} ${code}`)
}

describe('codes are found', () => {
  test('where they are handed to a parameter named code', () => {
    expect(codesIn("problem('', 'null_key'); new Rejection('cycle', ''); warnOf({}, 'name_cut')")).toEqual([
      'reject null_key',
      'reject cycle',
      'warning name_cut',
    ])
  })

  test('where they stand in an object, alone or in a union', () => {
    expect(codesIn("warn({ code: 'skipped', message: '' })")).toEqual(['warning skipped'])
    expect(codesIn("function f(): Problem | { type: 'x' } { return { type: 'problem', code: 'a' } }")).toEqual([
      'reject a',
    ])
    expect(codesIn("throw new SourceError({ code: 'threw_no_error' })")).toEqual(['error threw_no_error'])
    expect(codesIn("const full: ErrorClass = { pattern: 'full', code: 'disk_full' }")).toEqual(['error disk_full'])
  })

  test('where they are chosen or put together', () => {
    expect(codesIn("declare const isDeep: boolean; new Rejection(isDeep ? 'too_deep' : 'cycle', '')")).toHaveLength(2)
    expect(codesIn('declare const what: "a" | "b"; warn({ code: `is_${what}`, message: "" })')).toEqual([
      'warning is_a',
      'warning is_b',
    ])
  })

  test('once each, and never where any text can stand', () => {
    expect(codesIn("problem('', 'a'); problem('', 'a')")).toEqual(['reject a'])
    expect(codesIn("function f(code: string) { problem('', code); warn({ code, message: '' }) }")).toEqual([])
  })

  test('and objects that are something else are left alone', () => {
    expect(codesIn("const issue = { code: 'custom' }")).toEqual([])
  })
})

describe('codes and their sentences are compared', () => {
  const found = find("problem('', 'null_key')")

  test('and agree', () => {
    expect(compareCodes(found, { null_key: 'A key is null.' }, 'codes.ts')).toEqual([])
  })

  test('and a code that nobody explained is named with its place', () => {
    expect(compareCodes(found, {}, 'codes.ts')).toEqual([
      "source.ts:13: the reject code 'null_key' has no sentence in codes.ts",
    ])
  })

  test('and a sentence for a code that is gone is named', () => {
    expect(compareCodes(found, { null_key: 'A key is null.', old: 'Old.' }, 'codes.ts')).toEqual([
      "codes.ts: the code 'old' stands nowhere in the source",
    ])
  })
})
