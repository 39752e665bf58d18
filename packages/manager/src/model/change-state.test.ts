import assert from 'node:assert/strict'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { resolveBreaker } from './breaker.ts'
import { changeState, newFacts } from './change-state.ts'
import type { PipelineEvent } from './change-state.ts'
import { factsOf } from './facts-of.ts'
import { statusOf } from './status.ts'
import type { PipelineFacts, PipelineStatus } from './status.ts'

const breaker = resolveBreaker({ warnAfter: 2, blockAfter: 4, lastRuns: 50, warnAtShare: 1 })

/** A second, plain way to keep a pipeline: flags that are set one by one. */
interface Model {
  exists: boolean
  enabled: boolean
  tables: 'building' | 'failed' | 'built'
  run: 'none' | 'queued' | 'running'
  failures: number
  blocked: boolean
}

/** The pipeline under test. */
interface Real {
  facts: PipelineFacts | undefined
}

/** One event; whether it may happen and what it changes is said a second time, in `effects`. */
class Happening implements fc.Command<Model, Real> {
  readonly event: PipelineEvent

  constructor(event: PipelineEvent) {
    this.event = event
  }

  check(): boolean {
    return true
  }

  run(model: Model, real: Real): void {
    const isAllowed = model.exists && effects[this.event.type](model)
    if (real.facts === undefined) {
      assert.equal(isAllowed, false)
      return
    }
    const change = changeState(real.facts, this.event, breaker)
    assert.equal(change.type === 'refused', !isAllowed)
    if (change.type === 'deleted') real.facts = undefined
    if (change.type === 'changed') real.facts = change.facts
    assert.equal(real.facts === undefined, !model.exists)
    if (real.facts === undefined) return
    const { raw_msg: reason, ...shown } = statusOf(real.facts)
    assert.deepEqual(shown, statusOfModel(model))
    assert.equal(reason === null, !shown.status.includes('error') && !shown.status.includes('failed'))
  }

  toString(): string {
    return this.event.type
  }
}

/** Says whether the event is allowed, and changes the model if so. */
const effects: Record<PipelineEvent['type'], (model: Model) => boolean> = {
  'build-succeeded': (model) => allow(model.tables === 'building', () => (model.tables = 'built')),
  'build-failed': (model) => allow(model.tables === 'building', () => (model.tables = 'failed')),
  enable: (model) =>
    allow(true, () => {
      if (!model.enabled) [model.failures, model.blocked] = [0, false]
      model.enabled = true
    }),
  disable: (model) => allow(true, () => (model.enabled = false)),
  queue: (model) => allow(model.enabled && isIdle(model), () => (model.run = 'queued')),
  start: (model) => allow(model.run === 'queued', () => (model.run = 'running')),
  release: (model) => allow(model.run !== 'none', () => (model.run = 'queued')),
  succeed: (model) =>
    allow(model.run === 'running', () => {
      ;[model.run, model.failures, model.blocked] = ['none', 0, false]
    }),
  fail: (model) =>
    allow(model.run === 'running', () => {
      model.run = 'none'
      model.failures += 1
      if (model.failures >= 4) [model.blocked, model.enabled] = [true, false]
    }),
  pause: (model) => allow(model.run === 'running', () => (model.run = 'none')),
  cancel: (model) => allow(model.run !== 'none', () => (model.run = 'none')),
  edit: (model) => allow(model.run === 'none' && model.tables !== 'building', () => (model.tables = 'building')),
  delete: (model) => allow(true, () => (model.exists = false)),
}

const everyEvent: readonly PipelineEvent[] = [
  { type: 'build-succeeded' },
  { type: 'build-failed', error: 'no rights' },
  { type: 'enable' },
  { type: 'disable' },
  { type: 'queue' },
  { type: 'start' },
  { type: 'release' },
  { type: 'succeed' },
  { type: 'fail', error: 'source is down' },
  { type: 'pause' },
  { type: 'cancel' },
  { type: 'edit' },
  { type: 'delete' },
]

describe('a pipeline', () => {
  it('behaves as the model, whatever happens to it', () => {
    // Runs come often, and the end rarely, so that pipelines get old enough to be blocked.
    const weights: Partial<Record<PipelineEvent['type'], number>> = { queue: 8, start: 8, fail: 8, delete: 0 }
    const commands = everyEvent.flatMap((event) =>
      Array.from({ length: weights[event.type] ?? 2 }, () => fc.constant(new Happening(event))),
    )
    const law = fc.property(
      fc.boolean(),
      fc.commands([...commands, fc.constant(new Happening({ type: 'delete' }))], { maxCommands: 200, size: 'max' }),
      (enabled, happenings) => {
        fc.modelRun(() => create(enabled), happenings)
      },
    )
    fc.assert(law, { numRuns: 300 })
  })

  it('begins with the building of its tables', () => {
    const { model, real } = create(true)
    expect(real.facts && statusOf(real.facts).status).toBe('building_tables')
    expect(statusOfModel(model).status).toBe('building_tables')
  })

  it('is disabled after multiple consecutive failures, and enabled again it is good', () => {
    const failures = [1, 2, 3, 4].flatMap((): PipelineEvent[] => [
      { type: 'queue' },
      { type: 'start' },
      { type: 'fail', error: 'source is down' },
    ])
    const blocked = play([{ type: 'build-succeeded' }, ...failures])
    expect(statusOf(blocked)).toMatchObject({
      status: 'too_many_consecutive_failed_builds__blocked',
      is_active: false,
      is_blocked: true,
    })
    expect(changeState(blocked, { type: 'queue' }, breaker)).toEqual({
      type: 'refused',
      refusal: 'pipeline is disabled',
    })
    expect(statusOf(play([{ type: 'enable' }], blocked))).toMatchObject({ status: 'active', raw_msg: null })
  })

  it('lets a live run finish when it is disabled', () => {
    const disabled = play([{ type: 'build-succeeded' }, { type: 'queue' }, { type: 'start' }, { type: 'disable' }])
    expect(statusOf(disabled)).toMatchObject({ status: 'running', is_active: false })
    expect(statusOf(play([{ type: 'succeed' }], disabled)).status).toBe('not_active')
  })

  it('stays warned when it is told to be enabled while it is', () => {
    const run = (): PipelineEvent[] => [{ type: 'queue' }, { type: 'start' }, { type: 'fail', error: 'source is down' }]
    const warned = play([{ type: 'build-succeeded' }, ...run(), ...run()])
    expect(statusOf(warned).status).toBe('too_many_consecutive_failed_builds')
    expect(statusOf(play([{ type: 'enable' }], warned)).status).toBe('too_many_consecutive_failed_builds')
  })

  it('says why its tables could not be built', () => {
    const facts = play([{ type: 'build-failed', error: 'no rights to create tables' }])
    expect(statusOf(facts)).toMatchObject({
      status: 'error_building_tables',
      raw_msg: 'no rights to create tables',
      is_blocked: true,
    })
  })

  it('reads its facts from what is stored, where a run that is over counts for nothing', () => {
    const facts = play([{ type: 'build-succeeded' }])
    expect(factsOf(facts, { type: 'run', state: 'running' }).work).toEqual({ type: 'run', state: 'running' })
    expect(factsOf(facts, { type: 'run', state: 'failed' }).work).toBeNull()
    expect(factsOf(facts, undefined)).toEqual(facts)
  })
})

function create(enabled: boolean): { model: Model; real: Real } {
  return {
    model: { exists: true, enabled, tables: 'building', run: 'none', failures: 0, blocked: false },
    real: { facts: newFacts(enabled) },
  }
}

function isIdle({ tables, run }: Model): boolean {
  return tables === 'built' && run === 'none'
}

function allow(isAllowed: boolean, change: () => void): boolean {
  if (isAllowed) change()
  return isAllowed
}

function statusOfModel(model: Model): Omit<PipelineStatus, 'raw_msg'> {
  const flags = { is_running: false, is_active: model.enabled, is_blocked: false }
  if (model.tables === 'building') return { ...flags, status: 'building_tables', is_blocked: true }
  if (model.tables === 'failed') return { ...flags, status: 'error_building_tables', is_blocked: true }
  if (model.run === 'running') return { ...flags, status: 'running', is_running: true }
  if (model.run === 'queued') return { ...flags, status: 'scheduled' }
  if (model.blocked) return { ...flags, status: 'too_many_consecutive_failed_builds__blocked', is_blocked: true }
  if (model.failures >= 2) return { ...flags, status: 'too_many_consecutive_failed_builds' }
  return { ...flags, status: model.enabled ? 'active' : 'not_active' }
}

function play(events: readonly PipelineEvent[], from: PipelineFacts = newFacts(true)): PipelineFacts {
  return events.reduce((facts, event) => {
    const change = changeState(facts, event, breaker)
    if (change.type !== 'changed') throw new Error(`${event.type} was not possible`)
    return change.facts
  }, from)
}
