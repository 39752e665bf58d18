import { afterRun, newHealth } from './breaker.ts'
import type { Breaker } from './breaker.ts'
import { phaseOf, transitions } from './status.ts'
import type { EventName, Phase, PipelineFacts, Refusal } from './status.ts'

/** Something that happens to a pipeline. */
export type PipelineEvent =
  | { readonly type: Exclude<EventName, 'build-failed' | 'fail'> }
  | { readonly type: 'build-failed' | 'fail'; readonly error: string }

/** What became of a pipeline. */
export type StateChange =
  | { readonly type: 'changed'; readonly facts: PipelineFacts }
  | { readonly type: 'deleted' }
  | { readonly type: 'refused'; readonly refusal: Refusal }

/** A pipeline that was just created: its tables are to be built. */
export function newFacts(isEnabled: boolean): PipelineFacts {
  return { isEnabled, health: newHealth(), ...standing('building', '') }
}

/** What becomes of a pipeline by an event, as the table of transitions says. */
export function changeState(facts: PipelineFacts, event: PipelineEvent, breaker: Breaker): StateChange {
  if (event.type === 'queue' && !facts.isEnabled) return { type: 'refused', refusal: 'pipeline is disabled' }
  const outcome = transitions[event.type][phaseOf(facts)]
  if ('refusal' in outcome) return { type: 'refused', refusal: outcome.refusal }
  if (outcome.to === 'deleted') return { type: 'deleted' }
  const flags = changeFlags(facts, event, breaker)
  const isStill = outcome.to === phaseOf(facts)
  const place = isStill
    ? { build: facts.build, work: facts.work }
    : standing(outcome.to, 'error' in event ? event.error : '')
  return { type: 'changed', facts: { ...flags, ...place } }
}

function changeFlags(
  { isEnabled, health }: PipelineFacts,
  event: PipelineEvent,
  breaker: Breaker,
): Pick<PipelineFacts, 'isEnabled' | 'health'> {
  switch (event.type) {
    case 'enable':
      return { isEnabled: true, health: isEnabled ? health : newHealth() }
    case 'disable':
      return { isEnabled: false, health }
    case 'succeed':
      return settle(isEnabled, afterRun(health, { type: 'succeeded' }, breaker))
    case 'fail':
      return settle(isEnabled, afterRun(health, { type: 'failed', error: event.error }, breaker))
    default:
      return { isEnabled, health }
  }
}

/** A blocked pipeline is disabled. */
function settle(isEnabled: boolean, health: PipelineFacts['health']): Pick<PipelineFacts, 'isEnabled' | 'health'> {
  return { isEnabled: isEnabled && health.level !== 'blocked', health }
}

function standing(phase: Exclude<Phase, 'deleted'>, error: string): Pick<PipelineFacts, 'build' | 'work'> {
  switch (phase) {
    case 'building':
      return { build: { type: 'building' }, work: { type: 'build', state: 'queued' } }
    case 'unbuilt':
      return { build: { type: 'failed', error }, work: null }
    case 'idle':
      return { build: { type: 'built' }, work: null }
    case 'queued':
    case 'running':
      return { build: { type: 'built' }, work: { type: 'run', state: phase } }
    default:
      return phase satisfies never
  }
}
