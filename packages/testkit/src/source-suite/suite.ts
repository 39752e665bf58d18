import type { Expectation, SuiteRunner } from '../suite-runner-types.ts'
import { createBench } from './source-bench.ts'
import type { SourceBench } from './source-bench.ts'
import type { SourceSuiteOptions, SourceToggle, SourceUnderTest } from './source-under-test.ts'

/** What a group registers its tests with. */
export interface SourceGroup {
  readonly expect: (actual: unknown) => Expectation
  /** Each test gets a fresh source. It is skipped unless all toggles it needs are on. */
  readonly test: (name: string, run: (bench: SourceBench) => Promise<void>, needs?: readonly SourceToggle[]) => void
  readonly create: () => Promise<SourceUnderTest>
}

const testTimeoutInMs = 60_000

export function createGroup(runner: SuiteRunner, options: SourceSuiteOptions): SourceGroup {
  const { toggles = {} } = options
  return {
    expect: runner.expect,
    create: async () => options.create(),
    test(name, run, needs = []) {
      const off = needs.flatMap((need) => {
        const toggle = toggles[need] ?? true
        return toggle === true ? [] : [`${need} is off: ${toggle.off}`]
      })
      const body = (): Promise<void> => withSource(options, run)
      if (off.length === 0) runner.test(name, body, testTimeoutInMs)
      else if (canSkip(runner.test)) runner.test.skip(`${name} (${off.join(', ')})`, body)
    },
  }
}

/** Something of the subject that a toggle promises. */
export function demand<Part>(part: Part | undefined, toggle: SourceToggle, name: string): Part {
  if (part !== undefined) return part
  throw new Error(
    `\`${name}\` is missing: let \`create\` give it, or switch the toggle \`${toggle}\` off with a reason`,
  )
}

async function withSource(options: SourceSuiteOptions, run: (bench: SourceBench) => Promise<void>): Promise<void> {
  const subject = await options.create()
  try {
    await run(await createBench(options, subject))
  } finally {
    await subject.close?.()
  }
}

function canSkip(
  test: SuiteRunner['test'],
): test is SuiteRunner['test'] & { readonly skip: (name: string, body: () => Promise<void>) => void } {
  return 'skip' in test && typeof test.skip === 'function'
}
