import { describe, expect, test } from 'vitest'
import { joinNames, resolveNaming } from './naming.ts'
import type { Naming } from './table-engine.ts'

function names(naming: Naming, cases: readonly (readonly [segment: string, name: string])[]): void {
  test.each(cases)('%j → %s', (segment, name) => {
    expect(resolveNaming(naming)(segment)).toBe(name)
  })
}

describe('lower', () => {
  names('lower', [
    ['id', 'id'],
    ['fooBar', 'foobar'],
    ['Foo Bar', 'foo bar'],
    ['_id', '_id'],
    ['naïve Ärger', 'naïve ärger'],
    ['日本', '日本'],
    ['a.b', 'a.b'],
    ['tab\there', 'tab_here'],
    ['nul\0', 'nul_'],
    ['lone\ud800', 'lone_'],
    ['😀', '😀'],
    ['', '_'],
  ])
})

describe('snake', () => {
  names('snake', [
    ['fooBar', 'foo_bar'],
    ['HTTPServer', 'http_server'],
    ['parseHTML5Document', 'parse_html5_document'],
    ['userID', 'user_id'],
    ['user_id', 'user_id'],
    ['_id', '_id'],
    ['$ref', '_ref'],
    ['Foo - Bar', 'foo_bar'],
    ['address2Line', 'address2_line'],
    ['ÄrgerÜber', 'ärger_über'],
    ['', '_'],
    ['!!', '_'],
  ])
})

describe('custom', () => {
  names(
    (segment) => segment.toUpperCase(),
    [
      ['fooBar', 'FOOBAR'],
      ['', '_'],
    ],
  )

  test('a function that throws or answers no text is named as the fault', () => {
    const throwing = resolveNaming(() => {
      throw new TypeError('no')
    })
    expect(() => throwing('a')).toThrow('naming: the function cannot be used: it threw (TypeError)')
    const wrong = resolveNaming(Object.assign(() => JSON.parse('5') as string))
    expect(() => wrong('a')).toThrow('it answered number')
  })
})

test('segments are joined by two underscores', () => {
  expect(joinNames(['automaticLock', 'firstDay'], resolveNaming('lower'))).toBe('automaticlock__firstday')
})
