import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePath } from '../kit/parse-path.ts'
import { abbreviatePath, formatPath, tablePathCandidates } from './path.ts'
import type { Steps } from './path.ts'

const texts: readonly (readonly [steps: Steps, text: string])[] = [
  [[], ''],
  [['name'], 'name'],
  [['automaticLock', 'firstDay'], 'automaticLock.firstDay'],
  [['a.b'], 'a\\.b'],
  [['a\\b'], 'a\\\\b'],
  [['a\\.b', 'c'], 'a\\\\\\.b.c'],
  [['[]'], '\\[]'],
  [['{}'], '\\{}'],
  [['[]x'], '[]x'],
  [[''], '\\0'],
  [['\\0'], '\\\\0'],
  [['', ''], '\\0.\\0'],
  [['matrix', null], 'matrix.[]'],
  [['memberships', null, 'roles'], 'memberships.[].roles'],
  [['Ärger', '日本'], 'Ärger.日本'],
  [['__proto__', 'constructor'], '__proto__.constructor'],
]

describe('text', () => {
  test.each(texts)('%j is written %s', (steps, text) => {
    expect(formatPath(steps)).toBe(text)
    expect(parsePath(text)).toEqual(steps)
  })

  test('an object that is named as such says nothing new', () => {
    expect(parsePath('a.{}.b')).toEqual(['a', 'b'])
  })

  test.each([
    ['a..b', 'empty step'],
    ['.a', 'empty step'],
    ['a.', 'empty step'],
    ['a\\b', 'escapes nothing'],
    ['a\\', 'escapes nothing'],
    ['\\[]x', 'escapes nothing'],
  ])('%s is refused: it has an %s', (text, message) => {
    expect(() => parsePath(text)).toThrow(message)
  })

  const step = fc.oneof(fc.constantFrom(null, '', '[]', '{}', '\\', '.', '\\0', 'a'), fc.string())

  test('reading gives back what was written', () => {
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        expect(parsePath(formatPath(steps))).toEqual(steps)
      }),
      { numRuns: 500 },
    )
  })

  test('no two paths read alike', () => {
    fc.assert(
      fc.property(fc.array(step), fc.array(step), (one, other) => {
        expect(formatPath(one) === formatPath(other)).toBe(JSON.stringify(one) === JSON.stringify(other))
      }),
      { numRuns: 500 },
    )
  })
})

describe('abbreviated', () => {
  test.each<readonly [Steps, string]>([
    [['memberships', null, 'roles'], 'memberships.roles'],
    [['memberships', null], 'memberships.[]'],
    [['matrix', null, null, 'x'], 'matrix.[].x'],
  ])('%j is %s', (steps, text) => {
    expect(abbreviatePath(steps)).toBe(text)
  })
})

describe('tables', () => {
  test.each<readonly [Steps, readonly string[]]>([
    [
      ['memberships', null],
      ['memberships', 'memberships', 'memberships'],
    ],
    [
      ['a', null, 'b', null],
      ['a.b', 'a.[].b', 'a.[].b'],
    ],
    [
      ['a', 'b', null],
      ['a.b', 'a.b', 'a.{}.b'],
    ],
    [
      ['matrix', null, null],
      ['matrix.[]', 'matrix.[]', 'matrix.[]'],
    ],
  ])('%j may be called %j', (steps, candidates) => {
    expect(tablePathCandidates(steps)).toEqual(candidates)
  })
})
