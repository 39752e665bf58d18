import type { SuiteRunner } from '../suite-runner-types.ts'
import { cancellationGroup } from './groups/cancellation-group.ts'
import { checkGroup } from './groups/check-group.ts'
import { failuresGroup } from './groups/failures-group.ts'
import { identityGroup } from './groups/identity-group.ts'
import { incrementalGroup } from './groups/incremental-group.ts'
import { pullGroup } from './groups/pull-group.ts'
import { readGroup } from './groups/read-group.ts'
import { resumeGroup } from './groups/resume-group.ts'
import { settingsGroup } from './groups/settings-group.ts'
import { streamsGroup } from './groups/streams-group.ts'
import type { SourceSuiteOptions } from './source-under-test.ts'
import { createGroup } from './suite.ts'
import type { SourceGroup } from './suite.ts'

const groups: Readonly<Record<string, (group: SourceGroup) => void>> = {
  identity: identityGroup,
  settings: settingsGroup,
  check: checkGroup,
  streams: streamsGroup,
  read: readGroup,
  incremental: incrementalGroup,
  resume: resumeGroup,
  cancellation: cancellationGroup,
  failures: failuresGroup,
  pull: pullGroup,
}

/** Registers the conformance tests of a source with a test framework. */
export function sourceSuite(runner: SuiteRunner, options: SourceSuiteOptions): void {
  const group = createGroup(runner, options)
  for (const [name, register] of Object.entries(groups)) runner.describe(name, () => register(group))
}
