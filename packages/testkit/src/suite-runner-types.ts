/**
 * The part of a test framework that the conformance suites need. Vitest and Jest satisfy it as they are; so does
 * `node:test` together with the package `expect`.
 */
export interface SuiteRunner {
  readonly describe: (name: string, register: () => void) => void
  readonly test: (name: string, run: () => Promise<void> | void, timeoutInMs?: number) => void
  /** Takes one argument only: Jest refuses a message as the second. */
  readonly expect: (actual: unknown) => Expectation
}

/** What may be expected of a value, or of which the opposite may be. */
export interface Expectation extends Matchers {
  readonly not: Matchers
}

/** Each throws when it is not so. */
export interface Matchers {
  /** The same value, as `Object.is` sees it. */
  toBe(expected: unknown): void
  /** The same in content. */
  toEqual(expected: unknown): void
  toBeUndefined(): void
  /** A text contains a text, an array the very element. */
  toContain(expected: unknown): void
  toMatch(expected: RegExp): void
  toHaveLength(expected: number): void
  toBeGreaterThan(expected: number | bigint): void
  toBeGreaterThanOrEqual(expected: number | bigint): void
  toBeLessThan(expected: number | bigint): void
  toBeLessThanOrEqual(expected: number | bigint): void
}
