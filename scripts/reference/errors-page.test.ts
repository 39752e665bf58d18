import { expect, test } from 'vitest'
import { makeErrorsPage } from './errors-page.ts'
import type { FoundCode } from './find-codes.ts'

const folder = 'destination-duckdb'

function problemsWith(found: readonly FoundCode[]): readonly string[] {
  return makeErrorsPage([], [], [{ folder, found }]).problems.filter((problem) => problem.includes(folder))
}

test('codes of plug-ins stand under the name of their package', () => {
  const { text } = makeErrorsPage([], [], [{ folder, found: [] }])
  const [errors = '', rejects = ''] = text.split('## Rejects')
  expect(errors).toContain('Of `@millrace/destination-duckdb`:')
  expect(errors).toContain('`duckdb_disk_full`')
  expect(rejects).toContain('Of `@millrace/destination-duckdb`:')
  expect(rejects).toContain('`out_of_range`')
})

test('codes of plug-ins are compared with their sentences both ways', () => {
  const place = 'packages/destination-duckdb/src/x.ts:1'
  const problems = problemsWith([
    { kind: 'error', code: 'duckdb_disk_full', place },
    { kind: 'reject', code: 'new_code', place },
  ])
  const dataFile = 'scripts/reference/plugin-codes/destination-duckdb.ts'
  expect(problems).toContain(`${place}: the reject code 'new_code' has no sentence in ${dataFile}`)
  expect(problems).toContain(`${dataFile}: the code 'out_of_range' stands nowhere in the source`)
  expect(problems.filter((problem) => problem.includes('duckdb_disk_full'))).toEqual([])
})

test('a plug-in that nobody has written sentences for is told so', () => {
  const found: readonly FoundCode[] = [{ kind: 'error', code: 'new_down', place: 'x.ts:1' }]
  const { problems } = makeErrorsPage([], [], [{ folder: 'source-new', found }])
  expect(problems).toContain(
    "x.ts:1: the error code 'new_down' has no sentence in scripts/reference/plugin-codes/source-new.ts",
  )
})

test('a package with classes of errors of its own, or warnings, says so', () => {
  const found: readonly FoundCode[] = [{ kind: 'warning', code: 'new_warning', place: 'x.ts:1' }]
  const { text, problems } = makeErrorsPage([], [], [{ folder: 'manager', found }])
  expect(text).toMatch(/Of `@millrace\/manager`, in errors of the classes `ManagerError`, .*:\n\n\| Code/)
  expect(text.split('## Warnings')[1]).toContain('`tables_not_renamed`')
  expect(problems).toContain(
    "x.ts:1: the warning code 'new_warning' has no sentence in scripts/reference/plugin-codes/manager.ts",
  )
})
