/**
 * Checks that every TypeScript block of the documentation is the text of a file in examples/, which the examples check
 * runs, and that the pages of docs/reference are what the doc comments of the sources say. With `--fix` blocks and pages
 * are rewritten.
 */

import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { updateDocument } from './docs-blocks.ts'
import { generateReference } from './generate-reference.ts'
import { comparePages } from './reference/compare-pages.ts'

const root = join(import.meta.dirname, '..')
const referenceFolder = join(root, 'docs/reference')
const isFix = process.argv.includes('--fix')
const documents = globSync(['*.md', 'docs/**/*.md', 'packages/*/*.md'], { cwd: root }).toSorted()
const problems: string[] = []

for (const document of documents) {
  const path = join(root, document)
  const text = readFileSync(path, 'utf8')
  let result = updateDocument(document, text, readSource)
  if (isFix && result.text !== text) {
    writeFileSync(path, result.text)
    console.log(`${document}: code blocks brought up to date`)
    result = updateDocument(document, result.text, readSource)
  }
  problems.push(...result.problems)
}

const pages = generateReference(root)
if (isFix) {
  mkdirSync(referenceFolder, { recursive: true })
  for (const { name, text } of pages) writeFileSync(join(referenceFolder, name), text)
}
problems.push(...comparePages(pages, readReference()))

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}

function readSource(path: string): string | undefined {
  if (!path.startsWith('examples/') || path.includes('..')) return undefined
  const file = join(root, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function readReference(): ReadonlyMap<string, string> {
  const names = globSync('*.md', { cwd: referenceFolder })
  return new Map(names.map((name) => [name, readFileSync(join(referenceFolder, name), 'utf8')]))
}
