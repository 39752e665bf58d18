/**
 * Checks that every TypeScript block of the documentation is the text of a file in examples/, which the examples check
 * runs. With `--fix` the blocks are rewritten from the files.
 */

import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { updateDocument } from './docs-blocks.ts'

const root = join(import.meta.dirname, '..')
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

if (problems.length > 0) {
  console.error(problems.join('\n'))
  process.exitCode = 1
}

function readSource(path: string): string | undefined {
  if (!path.startsWith('examples/') || path.includes('..')) return undefined
  const file = join(root, path)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}
