import type { DestinationRecord, EndRecord, PipelineRecord, RunRow } from '../records.ts'

/** Any moment. */
export const moment = '2026-03-01T12:00:00.000Z'

/** So many minutes after it. */
export function later(minutes: number): string {
  return new Date(Date.parse(moment) + minutes * 60_000).toISOString()
}

export function sampleEnd(given: Partial<EndRecord> = {}): EndRecord {
  return {
    name: 'Clockify',
    connector: 'clockify',
    isActive: true,
    settings: { region: 'global' },
    secrets: {},
    lastTest: null,
    createdAt: moment,
    updatedAt: moment,
    ...given,
  }
}

export function sampleDestination(given: Partial<DestinationRecord> = {}): DestinationRecord {
  return { ...sampleEnd(), mode: 'normal', ...given }
}

/** `nextRunAt`, `source` and `destination` are what pipelines are listed by. */
export function samplePipeline({
  nextRunAt = null,
  source = 1,
  destination = 1,
  name = 'Time entries',
}: {
  readonly nextRunAt?: string | null
  readonly source?: number
  readonly destination?: number
  readonly name?: string
} = {}): PipelineRecord {
  return {
    name,
    definition: {
      source,
      destination,
      stream: 'time_entries',
      parameters: {},
      tables: { '': 'time_entries' },
      deltas: {},
      deltaOptions: {},
      excludedFields: [],
      filter: null,
      transformation: null,
      mode: null,
      deletions: 'delete',
    },
    isEnabled: true,
    schedule: { period: nextRunAt === null ? null : '1h', cron: null, nextRunAt },
    build: { type: 'built' },
    health: { failuresInARow: 0, recent: [], level: 'good', reason: null },
    activeRun: null,
    stateId: 'store:1',
    readsEverything: false,
    startsAt: null,
    createdAt: moment,
    updatedAt: moment,
  }
}

const noCounts = { passed: 0, failed: 0 }

export function sampleRun(given: Partial<RunRow> = {}): RunRow {
  return {
    type: 'run',
    pipeline: 1,
    trigger: 'manual',
    incremental: null,
    state: 'queued',
    startedAt: moment,
    endedAt: null,
    claim: null,
    isCancelling: false,
    notBefore: null,
    engineRun: null,
    steps: {
      receive: noCounts,
      inputValidation: noCounts,
      filter: noCounts,
      transformation: noCounts,
      outputValidation: noCounts,
      finalize: noCounts,
    },
    tables: {},
    warnings: [],
    error: '',
    resumeAt: null,
    progress: null,
    ...given,
  }
}
