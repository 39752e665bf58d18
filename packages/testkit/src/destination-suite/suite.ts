import type { SuiteRunner } from '../suite-runner-types.ts'
import type { DestinationSuiteOptions, DestinationToggles, DestinationToggle } from './suite-options.ts'
import { TestBed } from './test-bed.ts'

/** What a group registers its tests with. */
export interface Suite {
  readonly expect: SuiteRunner['expect']
  readonly toggles: DestinationToggles
  readonly isOn: (toggle: DestinationToggle) => boolean
  readonly group: (name: string, register: () => void) => void
  /** Each test gets a fresh destination. It is skipped unless all toggles it needs are on. */
  readonly test: (name: string, run: (bed: TestBed) => Promise<void>, needs?: readonly DestinationToggle[]) => void
}

const testTimeoutInMs = 60_000

export function createSuite(runner: SuiteRunner, options: DestinationSuiteOptions): Suite {
  const toggles = options.toggles ?? {}
  const isOn = (toggle: DestinationToggle): boolean => (toggles[toggle] ?? true) === true
  return {
    expect: runner.expect,
    toggles,
    isOn,
    group: (name, register) => runner.describe(name, register),
    test(name, run, needs = []) {
      const off = needs.find((toggle) => !isOn(toggle))
      const body = (): Promise<void> => inFreshBed(options, run)
      if (off === undefined) runner.test(name, body, testTimeoutInMs)
      else if (canSkip(runner.test)) runner.test.skip(`${name} (${off} is off: ${reasonOf(toggles, off)})`, body)
    },
  }
}

async function inFreshBed(options: DestinationSuiteOptions, run: (bed: TestBed) => Promise<void>): Promise<void> {
  const bed = new TestBed(await options.create())
  try {
    await run(bed)
  } finally {
    await bed.close()
  }
}

function canSkip(
  test: SuiteRunner['test'],
): test is SuiteRunner['test'] & { readonly skip: (name: string, body: () => Promise<void>) => void } {
  return 'skip' in test && typeof test.skip === 'function'
}

function reasonOf(toggles: DestinationToggles, toggle: DestinationToggle): string {
  const value = toggles[toggle]
  return value === undefined || value === true ? '' : value.off
}
