import { stepNames } from '@millrace/core/plugin'
import type { RunRecord, Steps } from '@millrace/core/plugin'

/** A run record of which a test only says what matters to it. */
export function runRecord(given: Pick<RunRecord, 'id' | 'number' | 'pipeline'> & Partial<RunRecord>): RunRecord {
  return {
    status: 'running',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    resumeAt: null,
    steps: noSteps(),
    streams: {},
    warnings: [],
    error: '',
    ...given,
  }
}

function noSteps(): Steps {
  return Object.fromEntries(stepNames.map((name) => [name, { passed: 0, failed: 0 }])) as Steps
}
