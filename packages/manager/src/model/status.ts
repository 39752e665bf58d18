/**
 * The states of a pipeline.
 *
 * Words:
 * - *build*: making the tables; after creation, and again after an advanced edit
 * - *work*: the run or build that a pipeline has, queued or running; it has at most one
 * - *phase*: where a pipeline stands with its work
 * - *enabled*: whether somebody wants it to run; a blocked pipeline is disabled
 * - *health*: what the last runs say: good, warned, or blocked (see `breaker.ts`)
 * - *status*: the one word for all of this that a user reads; the first row of `statuses` that holds
 *
 * Phases:
 *
 *     building ──► idle ◄──► queued ──► running ──► idle
 *        │  ▲       │
 *        ▼  │       └─ edit ─► building
 *     unbuilt ─ edit ─► building                          from each of them: deleted
 */

import type { BuildState, HealthState } from './pipeline-state.ts'

/** All that the status of a pipeline depends on. */
export interface PipelineFacts {
  readonly isEnabled: boolean
  readonly build: BuildState
  readonly health: HealthState
  /** What is queued or running; null when there is nothing. */
  readonly work: { readonly type: 'run' | 'build'; readonly state: 'queued' | 'running' } | null
}

/** As `GET /pipelines/:id/status` shows it. */
export interface PipelineStatus {
  readonly status: StatusName
  /** Whether `status` is `running`. */
  readonly is_running: boolean
  /** Whether it is enabled, whatever the status. */
  readonly is_active: boolean
  /** Whether the status is one that keeps it from running. */
  readonly is_blocked: boolean
  /** The reason for the status, where it has one. */
  readonly raw_msg: string | null
}

export type StatusName =
  | 'building_tables'
  | 'error_building_tables'
  | 'running'
  | 'scheduled'
  | 'too_many_consecutive_failed_builds__blocked'
  | 'too_many_consecutive_failed_builds'
  | 'not_active'
  | 'active'

interface StatusRow {
  readonly status: StatusName
  readonly isBlocked: boolean
  readonly holds: (facts: PipelineFacts) => boolean
  readonly reason: (facts: PipelineFacts) => string | null
}

const none = (): null => null
const ofBuild = ({ build }: PipelineFacts): string | null => (build.type === 'failed' ? build.error : null)
const ofHealth = ({ health }: PipelineFacts): string | null => health.reason

/** In order of precedence: the first that holds is the status. */
const statuses: readonly StatusRow[] = [
  { status: 'building_tables', isBlocked: true, holds: ({ build }) => build.type === 'building', reason: none },
  { status: 'error_building_tables', isBlocked: true, holds: ({ build }) => build.type === 'failed', reason: ofBuild },
  { status: 'running', isBlocked: false, holds: ({ work }) => work?.state === 'running', reason: none },
  { status: 'scheduled', isBlocked: false, holds: ({ work }) => work?.state === 'queued', reason: none },
  {
    status: 'too_many_consecutive_failed_builds__blocked',
    isBlocked: true,
    holds: ({ health }) => health.level === 'blocked',
    reason: ofHealth,
  },
  {
    status: 'too_many_consecutive_failed_builds',
    isBlocked: false,
    holds: ({ health }) => health.level === 'warned',
    reason: ofHealth,
  },
  { status: 'not_active', isBlocked: false, holds: ({ isEnabled }) => !isEnabled, reason: none },
  { status: 'active', isBlocked: false, holds: () => true, reason: none },
]

/** What a user reads of a pipeline. */
export function statusOf(facts: PipelineFacts): PipelineStatus {
  const row = statuses.find(({ holds }) => holds(facts))
  if (row === undefined) throw new TypeError('the last status holds for every pipeline')
  return {
    status: row.status,
    is_running: row.status === 'running',
    is_active: facts.isEnabled && facts.health.level !== 'blocked',
    is_blocked: row.isBlocked,
    raw_msg: row.reason(facts),
  }
}

/** Where a pipeline stands with its work. `unbuilt`: its tables could not be built. */
export type Phase = 'building' | 'unbuilt' | 'idle' | 'queued' | 'running' | 'deleted'

/** The phase that facts stand for; a deleted pipeline has none. */
export function phaseOf({ build, work }: PipelineFacts): Exclude<Phase, 'deleted'> {
  if (build.type === 'building') return 'building'
  if (build.type === 'failed') return 'unbuilt'
  return work?.state ?? 'idle'
}

/** What happens to a pipeline. */
export type EventName =
  | 'build-succeeded'
  | 'build-failed'
  | 'enable'
  | 'disable'
  /** A run is wanted, by the schedule or by a user. */
  | 'queue'
  | 'start'
  /** A worker gives a run up without an outcome. */
  | 'release'
  | 'succeed'
  | 'fail'
  /** A run ended at a savepoint; another one goes on from there. */
  | 'pause'
  | 'cancel'
  /** An advanced edit. */
  | 'edit'
  | 'delete'

/** Why something cannot happen, in the words that a user reads. */
export type Refusal =
  | 'pipeline does not exist'
  | 'pipeline is disabled'
  | 'pipeline is building its tables'
  | 'pipeline could not build its tables'
  | 'pipeline is already in progress'
  | 'pipeline is not in progress'

/** What an event leads to from a phase: the next phase, or a refusal. */
export type Outcome = { readonly to: Phase } | { readonly refusal: Refusal }

const to = (phase: Phase): Outcome => ({ to: phase })
const refuse = (refusal: Refusal): Outcome => ({ refusal })
const gone = refuse('pipeline does not exist')
const inBuild = refuse('pipeline is building its tables')
const unbuilt = refuse('pipeline could not build its tables')
const busy = refuse('pipeline is already in progress')
const idle = refuse('pipeline is not in progress')

/** What becomes of a pipeline when something happens to it. A disabled one is not queued whatever its phase. */
export const transitions: Readonly<Record<EventName, Readonly<Record<Phase, Outcome>>>> = {
  //                 building             unbuilt              idle                 queued              running               deleted
  'build-succeeded': row(to('idle'), unbuilt, idle, busy, busy),
  'build-failed': row(to('unbuilt'), unbuilt, idle, busy, busy),
  enable: row(to('building'), to('unbuilt'), to('idle'), to('queued'), to('running')),
  disable: row(to('building'), to('unbuilt'), to('idle'), to('queued'), to('running')),
  queue: row(inBuild, unbuilt, to('queued'), busy, busy),
  start: row(inBuild, unbuilt, idle, to('running'), busy),
  release: row(inBuild, unbuilt, idle, to('queued'), to('queued')),
  succeed: row(inBuild, unbuilt, idle, idle, to('idle')),
  fail: row(inBuild, unbuilt, idle, idle, to('idle')),
  pause: row(inBuild, unbuilt, idle, idle, to('idle')),
  cancel: row(inBuild, unbuilt, idle, to('idle'), to('idle')),
  edit: row(inBuild, to('building'), to('building'), busy, busy),
  delete: row(to('deleted'), to('deleted'), to('deleted'), to('deleted'), to('deleted')),
}

function row(
  building: Outcome,
  notBuilt: Outcome,
  atRest: Outcome,
  queued: Outcome,
  running: Outcome,
): Readonly<Record<Phase, Outcome>> {
  return { building, unbuilt: notBuilt, idle: atRest, queued, running, deleted: gone }
}
