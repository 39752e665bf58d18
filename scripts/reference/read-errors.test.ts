import ts from 'typescript'
import { expect, test } from 'vitest'
import { readErrors, type ErrorClass } from './read-errors.ts'

function read(text: string): readonly ErrorClass[] {
  return readErrors(ts.createSourceFile('error.ts', text, ts.ScriptTarget.Latest, true))
}

function classWith(argument: string): string {
  return `/** Gone. */\nclass GoneError extends MillraceError {\n  constructor(o) {\n    super(${argument})\n  }\n}\n`
}

test('code, doc comment and whether it is worth another try are read', () => {
  expect(read(classWith("{ code: 'gone', isRetryable: true, ...o }"))).toEqual([
    { name: 'GoneError', code: 'gone', isRetryable: true, doc: 'Gone.', place: 'error.ts:2' },
  ])
})

test('what is left out is false, unless whoever throws it can say so', () => {
  expect(read(classWith("{ code: 'gone' }"))[0]?.isRetryable).toBe(false)
  expect(read(classWith("{ code: 'gone', ...o }"))[0]?.isRetryable).toBeUndefined()
  expect(read(classWith("{ code: 'gone', isRetryable: o.isOn }"))[0]?.isRetryable).toBe('o.isOn')
})

test('other classes are left alone, a class without a code is named', () => {
  expect(read('class Other extends Error {}')).toEqual([])
  expect(() => read(classWith('o'))).toThrow('error.ts:2: GoneError hands no literal `code` to super')
})
