import { describe, expect, test } from 'vitest'
import { collectSuite } from './suite-runner.ts'
import type { SuiteRunner } from './suite-runner-types.ts'

test('a test framework is a runner', () => {
  const runner: SuiteRunner = { describe, test, expect }
  expect(runner.test).toBe(test)
})

test('tests run in order, and what they throw is answered with their group', async () => {
  const order: string[] = []
  const results = await collectSuite(({ describe, test }) => {
    describe('outer', () => {
      test('first', async () => {
        await Promise.resolve()
        order.push('first')
      })
      describe('inner', () => {
        test('second', () => {
          order.push('second')
          throw new Error('wrong')
        })
      })
    })
    test('third', () => void order.push('third'))
  })
  expect(order).toEqual(['first', 'second', 'third'])
  expect(results).toEqual([
    { group: 'outer', name: 'first' },
    { group: 'outer > inner', name: 'second', error: new Error('wrong') },
    { group: '', name: 'third' },
  ])
})

test('a test that never ends fails after its time', async () => {
  const hangs = (): Promise<void> => new Promise(() => undefined)
  const results = await collectSuite(
    ({ test }) => {
      test('limit of the suite', hangs)
      test('limit of its own', hangs, 5)
    },
    { timeoutInMs: 10 },
  )
  expect(results.map((result) => String(result.error))).toEqual([
    'Error: the test did not end within 10 ms',
    'Error: the test did not end within 5 ms',
  ])
})

describe('expect', () => {
  const framework: SuiteRunner['expect'] = expect
  const rows: readonly [name: string, check: (expect: SuiteRunner['expect']) => void, holds: boolean][] = [
    ['toBe', (expect) => expect(1).toBe(1), true],
    ['toBe of a copy', (expect) => expect({}).toBe({}), false],
    ['toEqual', (expect) => expect({ a: [1] }).toEqual({ a: [1] }), true],
    ['toEqual of another', (expect) => expect({ a: [1] }).toEqual({ a: [2] }), false],
    ['not toEqual', (expect) => expect([1]).not.toEqual([1]), false],
    ['toBeUndefined', (expect) => expect(undefined).toBeUndefined(), true],
    ['toContain in a text', (expect) => expect('abc').toContain('b'), true],
    ['toContain in an array', (expect) => expect([1, 2]).toContain(3), false],
    ['toMatch', (expect) => expect('abc').toMatch(/^a/), true],
    ['toMatch of no text', (expect) => expect(1).toMatch(/1/), false],
    ['toHaveLength', (expect) => expect([1]).toHaveLength(1), true],
    ['toHaveLength of no array', (expect) => expect(undefined).toHaveLength(0), false],
    ['toBeGreaterThan', (expect) => expect(2).toBeGreaterThan(2), false],
    ['toBeGreaterThanOrEqual', (expect) => expect(2n).toBeGreaterThanOrEqual(2), true],
    ['toBeLessThan', (expect) => expect('1').toBeLessThan(2), false],
    ['toBeLessThanOrEqual', (expect) => expect(2).toBeLessThanOrEqual(2), true],
  ]

  test.each(rows)('%s', async (_name, check, holds) => {
    const [own] = await collectSuite((runner) => runner.test('it', () => check(runner.expect)))
    const [foreign] = await collectSuite((runner) => runner.test('it', () => check(framework)))
    expect({ own: own?.error === undefined, framework: foreign?.error === undefined }).toEqual({
      own: holds,
      framework: holds,
    })
  })
})
