import { describe, expect, it } from 'vitest'
import { phaseOf, statusOf, transitions } from './status.ts'
import type { EventName, Phase, PipelineFacts } from './status.ts'

// build, work, health, enabled | status, is_running, is_active, is_blocked, where raw_msg is from
const table = `
building nothing good    enabled  | building_tables                             still   active   blocked -
building nothing good    disabled | building_tables                             still   inactive blocked -
building nothing warned  enabled  | building_tables                             still   active   blocked -
building nothing warned  disabled | building_tables                             still   inactive blocked -
building nothing blocked enabled  | building_tables                             still   inactive blocked -
building nothing blocked disabled | building_tables                             still   inactive blocked -
building queued  good    enabled  | building_tables                             still   active   blocked -
building queued  good    disabled | building_tables                             still   inactive blocked -
building queued  warned  enabled  | building_tables                             still   active   blocked -
building queued  warned  disabled | building_tables                             still   inactive blocked -
building queued  blocked enabled  | building_tables                             still   inactive blocked -
building queued  blocked disabled | building_tables                             still   inactive blocked -
building running good    enabled  | building_tables                             still   active   blocked -
building running good    disabled | building_tables                             still   inactive blocked -
building running warned  enabled  | building_tables                             still   active   blocked -
building running warned  disabled | building_tables                             still   inactive blocked -
building running blocked enabled  | building_tables                             still   inactive blocked -
building running blocked disabled | building_tables                             still   inactive blocked -
failed   nothing good    enabled  | error_building_tables                       still   active   blocked build
failed   nothing good    disabled | error_building_tables                       still   inactive blocked build
failed   nothing warned  enabled  | error_building_tables                       still   active   blocked build
failed   nothing warned  disabled | error_building_tables                       still   inactive blocked build
failed   nothing blocked enabled  | error_building_tables                       still   inactive blocked build
failed   nothing blocked disabled | error_building_tables                       still   inactive blocked build
failed   queued  good    enabled  | error_building_tables                       still   active   blocked build
failed   queued  good    disabled | error_building_tables                       still   inactive blocked build
failed   queued  warned  enabled  | error_building_tables                       still   active   blocked build
failed   queued  warned  disabled | error_building_tables                       still   inactive blocked build
failed   queued  blocked enabled  | error_building_tables                       still   inactive blocked build
failed   queued  blocked disabled | error_building_tables                       still   inactive blocked build
failed   running good    enabled  | error_building_tables                       still   active   blocked build
failed   running good    disabled | error_building_tables                       still   inactive blocked build
failed   running warned  enabled  | error_building_tables                       still   active   blocked build
failed   running warned  disabled | error_building_tables                       still   inactive blocked build
failed   running blocked enabled  | error_building_tables                       still   inactive blocked build
failed   running blocked disabled | error_building_tables                       still   inactive blocked build
built    nothing good    enabled  | active                                      still   active   free    -
built    nothing good    disabled | not_active                                  still   inactive free    -
built    nothing warned  enabled  | too_many_consecutive_failed_builds          still   active   free    health
built    nothing warned  disabled | too_many_consecutive_failed_builds          still   inactive free    health
built    nothing blocked enabled  | too_many_consecutive_failed_builds__blocked still   inactive blocked health
built    nothing blocked disabled | too_many_consecutive_failed_builds__blocked still   inactive blocked health
built    queued  good    enabled  | scheduled                                   still   active   free    -
built    queued  good    disabled | scheduled                                   still   inactive free    -
built    queued  warned  enabled  | scheduled                                   still   active   free    -
built    queued  warned  disabled | scheduled                                   still   inactive free    -
built    queued  blocked enabled  | scheduled                                   still   inactive free    -
built    queued  blocked disabled | scheduled                                   still   inactive free    -
built    running good    enabled  | running                                     running active   free    -
built    running good    disabled | running                                     running inactive free    -
built    running warned  enabled  | running                                     running active   free    -
built    running warned  disabled | running                                     running inactive free    -
built    running blocked enabled  | running                                     running inactive free    -
built    running blocked disabled | running                                     running inactive free    -
`

// event | building, unbuilt, idle, queued, running: the phase it leads to, or - where it is refused
const moves = `
build-succeeded | idle     -        -        -        -
build-failed    | unbuilt  -        -        -        -
enable          | building unbuilt  idle     queued   running
disable         | building unbuilt  idle     queued   running
queue           | -        -        queued   -        -
start           | -        -        -        running  -
release         | -        -        -        queued   queued
succeed         | -        -        -        -        idle
fail            | -        -        -        -        idle
pause           | -        -        -        -        idle
cancel          | -        -        -        idle     idle
edit            | -        building building -        -
delete          | deleted  deleted  deleted  deleted  deleted
`

describe('the status of a pipeline', () => {
  it.each(lines(table))('%s', (line) => {
    const [given = '', shown = ''] = line.split('|')
    const [status, isRunning, isActive, isBlocked, reason] = words(shown)
    const facts = toFacts(words(given))
    expect(statusOf(facts)).toEqual({
      status,
      is_running: isRunning === 'running',
      is_active: isActive === 'active',
      is_blocked: isBlocked === 'blocked',
      raw_msg: reason === 'build' ? 'no rights' : reason === 'health' ? 'failed often' : null,
    })
  })

  it('has a row for each combination of build, work, health and flag', () => {
    const given = lines(table).map((line) => words(line.split('|')[0] ?? '').join(' '))
    expect(new Set(given).size).toBe(3 * 3 * 3 * 2)
  })

  it('is_running: whether the pipeline is currently running (status = running)', () => {
    for (const line of lines(table)) {
      const answer = statusOf(toFacts(words(line.split('|')[0] ?? '')))
      expect(answer.is_running).toBe(answer.status === 'running')
    }
  })
})

describe('the transitions', () => {
  const phases: readonly Phase[] = ['building', 'unbuilt', 'idle', 'queued', 'running']

  it.each(lines(moves))('%s', (line) => {
    const [event = '', shown = ''] = line.split('|')
    const outcomes = transitions[event.trim() as EventName]
    expect(phases.map((phase) => ('to' in outcomes[phase] ? outcomes[phase].to : '-'))).toEqual(words(shown))
    expect(outcomes.deleted).toEqual({ refusal: 'pipeline does not exist' })
  })

  it('names every event', () => {
    expect(lines(moves).map((line) => words(line)[0])).toEqual(Object.keys(transitions))
  })

  it.each([
    ['pipeline is already in progress', 'queue', 'running'],
    // Also while it waits in the queue.
    ['pipeline is already in progress', 'queue', 'queued'],
    ['pipeline is building its tables', 'queue', 'building'],
    ['pipeline could not build its tables', 'queue', 'unbuilt'],
    ['pipeline is not in progress', 'cancel', 'idle'],
  ] as const)('%s: %s while %s', (refusal, event, phase) => {
    expect(transitions[event][phase]).toEqual({ refusal })
  })

  it('stands for the phase of the facts', () => {
    expect(phaseOf(toFacts(['building', 'nothing', 'good', 'enabled']))).toBe('building')
    expect(phaseOf(toFacts(['failed', 'nothing', 'good', 'enabled']))).toBe('unbuilt')
    expect(phaseOf(toFacts(['built', 'nothing', 'good', 'enabled']))).toBe('idle')
    expect(phaseOf(toFacts(['built', 'queued', 'good', 'enabled']))).toBe('queued')
    expect(phaseOf(toFacts(['built', 'running', 'good', 'enabled']))).toBe('running')
  })
})

function toFacts([build, work, level, flag]: readonly string[]): PipelineFacts {
  return {
    isEnabled: flag === 'enabled',
    build: build === 'failed' ? { type: 'failed', error: 'no rights' } : { type: build as 'building' | 'built' },
    health: {
      failuresInARow: 0,
      recent: [],
      level: level as 'good' | 'warned' | 'blocked',
      reason: level === 'good' ? null : 'failed often',
    },
    work: work === 'nothing' ? null : { type: 'run', state: work as 'queued' | 'running' },
  }
}

function lines(text: string): readonly string[] {
  return text.trim().split('\n')
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/)
}
