import { setTimeout as wait } from 'node:timers/promises'
import { createExpectation } from './create-expectation.ts'
import type { SuiteRunner } from './suite-runner-types.ts'

/** How one test of a collected suite went. */
export interface SuiteResult {
  /** Names of the groups around the test, joined by ` > `. */
  readonly group: string
  readonly name: string
  /** What the test threw; the property is missing where it passed. */
  readonly error?: unknown
}

export interface CollectOptions {
  /** After this a test counts as failed, and the next one begins. Default 10,000. A test's own limit wins. */
  readonly timeoutInMs?: number
}

interface CollectedTest {
  readonly group: string
  readonly name: string
  readonly timeoutInMs: number | undefined
  readonly run: () => Promise<void> | void
}

/**
 * Runs a suite without a test framework and answers how each test went, one after the other. For testing the suites
 * themselves, and for using them from a script.
 */
export async function collectSuite(
  register: (runner: SuiteRunner) => void,
  options: CollectOptions = {},
): Promise<readonly SuiteResult[]> {
  const tests = collectTests(register)
  const results: SuiteResult[] = []
  for (const { group, name, run, timeoutInMs = options.timeoutInMs ?? 10_000 } of tests) {
    try {
      await withinTime(run, timeoutInMs)
      results.push({ group, name })
    } catch (error) {
      results.push({ group, name, error })
    }
  }
  return results
}

function collectTests(register: (runner: SuiteRunner) => void): readonly CollectedTest[] {
  const tests: CollectedTest[] = []
  const groups: string[] = []
  register({
    describe(name, registerGroup) {
      groups.push(name)
      try {
        registerGroup()
      } finally {
        groups.pop()
      }
    },
    test(name, run, timeoutInMs) {
      tests.push({ group: groups.join(' > '), name, timeoutInMs, run })
    },
    expect: createExpectation,
  })
  return tests
}

async function withinTime(run: () => Promise<void> | void, timeoutInMs: number): Promise<void> {
  const timer = new AbortController()
  const timeout = wait(timeoutInMs, undefined, { signal: timer.signal }).then(
    () => {
      throw new Error(`the test did not end within ${timeoutInMs} ms`)
    },
    () => undefined,
  )
  try {
    await Promise.race([run(), timeout])
  } finally {
    timer.abort()
  }
}
