import { isDeepStrictEqual, inspect } from 'node:util'
import type { Expectation, Matchers } from './suite-runner-types.ts'

/** A small `expect` for running the suites without a test framework. */
export function createExpectation(actual: unknown): Expectation {
  return { ...createMatchers(actual, false), not: createMatchers(actual, true) }
}

function createMatchers(actual: unknown, isNegated: boolean): Matchers {
  const judge = (isTrue: boolean, relation: string, expected?: unknown): void => {
    if (isTrue !== isNegated) return
    const wanted = expected === undefined ? '' : ` ${inText(expected)}`
    throw new Error(`expected ${inText(actual)} ${isNegated ? 'not ' : ''}${relation}${wanted}`)
  }
  return {
    toBe: (expected) => judge(Object.is(actual, expected), 'to be', expected),
    toEqual: (expected) => judge(isDeepStrictEqual(actual, expected), 'to equal', expected),
    toBeUndefined: () => judge(actual === undefined, 'to be undefined'),
    toContain: (expected) => judge(contains(actual, expected), 'to contain', expected),
    toMatch: (expected) => judge(typeof actual === 'string' && expected.test(actual), 'to match', expected),
    toHaveLength: (expected) => judge(lengthOf(actual) === expected, 'to have length', expected),
    toBeGreaterThan: (expected) => judge(isNumeric(actual) && actual > expected, 'to be greater than', expected),
    toBeGreaterThanOrEqual: (expected) => judge(isNumeric(actual) && actual >= expected, 'to be at least', expected),
    toBeLessThan: (expected) => judge(isNumeric(actual) && actual < expected, 'to be less than', expected),
    toBeLessThanOrEqual: (expected) => judge(isNumeric(actual) && actual <= expected, 'to be at most', expected),
  }
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint'
}

function contains(actual: unknown, expected: unknown): boolean {
  if (typeof actual === 'string') return typeof expected === 'string' && actual.includes(expected)
  return Array.isArray(actual) && actual.includes(expected)
}

function lengthOf(value: unknown): unknown {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return undefined
}

function inText(value: unknown): string {
  return inspect(value, { depth: 6, breakLength: 120, maxArrayLength: 20, maxStringLength: 500 })
}
