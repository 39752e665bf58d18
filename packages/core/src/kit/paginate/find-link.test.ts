import { expect, test } from 'vitest'
import { findLink } from './find-link.ts'

test.each([
  ['<https://a.example/2>; rel="next"', 'https://a.example/2'],
  ['<https://a.example/1>; rel="prev", <https://a.example/3>; rel="next"', 'https://a.example/3'],
  ['<https://a.example/?a=1,2;b=3>; rel=next', 'https://a.example/?a=1,2;b=3'],
  ['</2>; title="say \\"next\\", rel=\\"next\\""; rel="last next"', '/2'],
  ['</2>;REL=NEXT;type="text/html"', '/2'],
  ['</2>; rel="nextish"', undefined],
  ['</2>; rev="next"', undefined],
  ['</2>', undefined],
  ['', undefined],
  ['no link at all', undefined],
])('%j', (header, url) => {
  expect(findLink(header, 'next')).toBe(url)
})
