import { describe, expect, test } from 'vitest'
import { extractRegion, updateDocument } from './docs-blocks.ts'

const files: Readonly<Record<string, string>> = {
  'examples/whole.ts': "const greeting = 'hello'\nconsole.log(greeting)\n",
  'examples/parts.ts': 'function main() {\n  // #region first\n  one()\n    two()\n  // #endregion\n}\n',
}

function check(text: string): ReturnType<typeof updateDocument> {
  return updateDocument('README.md', text, (path) => files[path])
}

function block(from: string, body: string): string {
  return `# Title\n\n<!-- from: ${from} -->\n\n\`\`\`ts\n${body}\n\`\`\`\n\nMore.\n`
}

describe('a block with a reference', () => {
  test('passes when it is the text of the file', () => {
    const text = block('examples/whole.ts', "const greeting = 'hello'\nconsole.log(greeting)")
    expect(check(text)).toEqual({ text, problems: [] })
  })

  test('is reported and rewritten when it differs', () => {
    const result = check(block('examples/whole.ts', "const greeting = 'bye'"))
    expect(result.problems).toEqual([expect.stringContaining('README.md:5: the block differs from examples/whole.ts')])
    expect(result.text).toBe(block('examples/whole.ts', "const greeting = 'hello'\nconsole.log(greeting)"))
    expect(check(result.text).problems).toEqual([])
  })

  test('can name a region, which loses its indentation', () => {
    expect(check(block('examples/parts.ts#first', 'one()\n  two()')).problems).toEqual([])
  })

  test('is reported when the file or the region does not exist', () => {
    expect(check(block('examples/none.ts', 'one()')).problems).toEqual([expect.stringContaining('no file')])
    expect(check(block('examples/parts.ts#none', 'one()')).problems).toEqual([expect.stringContaining("region 'none'")])
  })
})

test('a TypeScript block without a reference is reported and left alone', () => {
  const text = 'Text\n\n```ts\none()\n```\n'
  const result = check(text)
  expect(result.problems).toEqual([expect.stringContaining('README.md:3: a TypeScript block needs a comment')])
  expect(result.text).toBe(text)
})

test('blocks of other languages, and TypeScript fences quoted inside them, are left alone', () => {
  const text = '```sh\npnpm test\n```\n\n````md\n```ts\none()\n```\n````\n'
  expect(check(text)).toEqual({ text, problems: [] })
})

test('a whole file is quoted without its region markers', () => {
  expect(extractRegion('a()\n// #region x\nb()\n// #endregion\n')).toEqual(['a()', 'b()'])
})
