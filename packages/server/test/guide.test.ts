import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const guide = readFileSync(join(root, 'docs/guides/http-api.md'), 'utf8')
const printed = readFileSync(join(root, 'examples/server.expected.txt'), 'utf8')
const transcripts = [...guide.matchAll(/^```text\n(.*?)^```$/gms)].map(([, text = '']) => text)

test('the guide has transcripts', () => {
  expect(transcripts.length).toBeGreaterThan(5)
})

test.each(transcripts)('what the guide shows is what the example prints: %s', (transcript) => {
  expect(printed).toContain(transcript)
})
