import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runExample } from './run-example.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-example-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

function writeExample(program: string, expected?: string): string {
  const file = join(folder, 'example.ts')
  writeFileSync(file, program)
  if (expected !== undefined) writeFileSync(join(folder, 'example.expected.txt'), expected)
  return file
}

test('a TypeScript program that ends well passes, whatever it prints', async () => {
  const file = writeExample("const word: string = 'hello'\nconsole.log(word)\n")
  expect(await runExample(file, { timeoutInMs: 20_000 })).toBeUndefined()
})

test('a program that prints what it should passes', async () => {
  expect(await runExample(writeExample("console.log('a')", 'a\n'), { timeoutInMs: 20_000 })).toBeUndefined()
})

test('a program that prints something else fails, showing both texts', async () => {
  const problem = await runExample(writeExample("console.log('a')", 'b\n'), { timeoutInMs: 20_000 })
  expect(problem).toMatch(/--- expected\nb\n--- printed\na\n/)
})

test('a program that throws fails, showing its output', async () => {
  const problem = await runExample(writeExample("throw new Error('broken')"), { timeoutInMs: 20_000 })
  expect(problem).toMatch(/^exit code 1\n/)
  expect(problem).toContain('broken')
})

test('a program that does not end is killed', async () => {
  const file = writeExample('setInterval(() => {}, 1000)')
  expect(await runExample(file, { timeoutInMs: 300 })).toMatch(/^not finished after 300 ms/)
})
