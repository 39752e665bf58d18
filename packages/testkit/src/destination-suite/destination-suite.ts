import type { SuiteRunner } from '../suite-runner-types.ts'
import { appendGroup } from './groups/append-group.ts'
import { atomicityGroup } from './groups/atomicity-group.ts'
import { cancellationGroup } from './groups/cancellation-group.ts'
import { childrenGroup } from './groups/children-group.ts'
import { claimsGroup } from './groups/claims-group.ts'
import { concurrencyGroup } from './groups/concurrency-group.ts'
import { cursorGroup } from './groups/cursor-group.ts'
import { deletionGroup } from './groups/deletion-group.ts'
import { deltaGroup } from './groups/delta-group.ts'
import { deltaHistoryGroup } from './groups/delta-history-group.ts'
import { fullGroup } from './groups/full-group.ts'
import { generationGroup } from './groups/generation-group.ts'
import { identifiersGroup } from './groups/identifiers-group.ts'
import { keysGroup } from './groups/keys-group.ts'
import { lastStagingGroup } from './groups/last-staging-group.ts'
import { leaseGroup } from './groups/lease-group.ts'
import { lifecycleGroup } from './groups/lifecycle-group.ts'
import { mergeGroup } from './groups/merge-group.ts'
import { mergeHistoryGroup } from './groups/merge-history-group.ts'
import { missingGroup } from './groups/missing-group.ts'
import { operationsGroup } from './groups/operations-group.ts'
import { ownWordsGroup } from './groups/own-words-group.ts'
import { rebuildGroup } from './groups/rebuild-group.ts'
import { rejectGroup } from './groups/reject-group.ts'
import { replayGroup } from './groups/replay-group.ts'
import { savepointGroup } from './groups/savepoint-group.ts'
import { schemaGroup } from './groups/schema-group.ts'
import { takeoverGroup } from './groups/takeover-group.ts'
import { typesGroup } from './groups/types-group.ts'
import { wideningGroup } from './groups/widening-group.ts'
import { workerGroup } from './groups/worker-group.ts'
import type { DestinationSuiteOptions } from './suite-options.ts'
import { createSuite } from './suite.ts'
import type { Suite } from './suite.ts'

const groups: readonly ((suite: Suite) => void)[] = [
  lifecycleGroup,
  typesGroup,
  identifiersGroup,
  ownWordsGroup,
  schemaGroup,
  wideningGroup,
  appendGroup,
  mergeGroup,
  keysGroup,
  cursorGroup,
  operationsGroup,
  childrenGroup,
  mergeHistoryGroup,
  fullGroup,
  generationGroup,
  lastStagingGroup,
  rebuildGroup,
  deltaGroup,
  deltaHistoryGroup,
  missingGroup,
  claimsGroup,
  deletionGroup,
  atomicityGroup,
  savepointGroup,
  leaseGroup,
  takeoverGroup,
  workerGroup,
  replayGroup,
  rejectGroup,
  cancellationGroup,
  concurrencyGroup,
]

/**
 * Registers the conformance tests of a destination with the author's own test runner:
 * `destinationSuite({ describe, test, expect }, { create })`.
 */
export function destinationSuite(runner: SuiteRunner, options: DestinationSuiteOptions): void {
  const suite = createSuite(runner, options)
  for (const register of groups) register(suite)
}
