import { expect, test } from 'vitest'
import { comparePages } from './compare-pages.ts'

const pages = [{ name: 'options.md', text: '# Options\n', problems: [] }]

test('pages that are up to date pass', () => {
  expect(comparePages(pages, new Map([['options.md', '# Options\n']]))).toEqual([])
})

test('pages that are missing, differ, or are generated no longer are reported', () => {
  expect(comparePages(pages, new Map())).toEqual([expect.stringContaining('docs/reference/options.md: is not up to')])
  expect(comparePages(pages, new Map([['options.md', '# Old\n']]))).toHaveLength(1)
  const standing = new Map([
    ['options.md', '# Options\n'],
    ['old.md', '# Old\n'],
  ])
  expect(comparePages(pages, standing)).toEqual([expect.stringContaining('docs/reference/old.md: nothing generates')])
})

test('what is missing in the sources is reported once, though several pages show it', () => {
  const page = { name: 'a.md', text: '', problems: ['source.ts:1: Source has no doc comment'] }
  const standing = new Map([
    ['a.md', ''],
    ['b.md', ''],
  ])
  expect(comparePages([page, { ...page, name: 'b.md' }], standing)).toEqual(page.problems)
})
