import { InvalidOptionsError } from '@millrace/core'
import { describe, expect, it } from 'vitest'
import { afterRun, healthEvent, newHealth, resolveBreaker } from './breaker.ts'
import type { BreakerOptions, RunVerdict } from './breaker.ts'
import type { HealthState } from './pipeline-state.ts'

describe('the breaker', () => {
  it('warns at 3 failures in a row, and says why', () => {
    expect(levels('ff')).toEqual(['good', 'good'])
    const health = play('fff')
    expect(health.level).toBe('warned')
    expect(health.reason).toBe('3 runs in a row failed. The last error: source is down')
  })

  it('warns at a high error rate in its most recent executions: half of the last 10', () => {
    expect(levels('sfsfsfsfsf').at(-1)).toBe('warned')
    expect(play('sfsfsfsfsf').reason).toBe('5 of the last 10 runs failed. The last error: source is down')
    expect(levels('ssfsfsfsf').at(-1)).toBe('good')
    expect(levels('sssfsfsfsf').at(-1)).toBe('good')
  })

  it('blocks at 10 in a row only, whatever the error rate', () => {
    expect(levels('fffffffff').at(-1)).toBe('warned')
    expect(levels('ffffffffff').at(-1)).toBe('blocked')
    expect(play('ffffffffff').reason).toContain('10 runs in a row failed, so the pipeline was disabled')
    expect(levels('fffffffffsfffffffff')).not.toContain('blocked')
  })

  it('is reset by a success', () => {
    expect(play('ffffs')).toMatchObject({ level: 'good', failuresInARow: 0, reason: null })
  })

  it('goes by options', () => {
    const options = { warnAfter: 1, blockAfter: 2, lastRuns: 4, warnAtShare: 1 }
    expect(levels('ff', options)).toEqual(['warned', 'blocked'])
    expect(levels('ffff', { warnAfter: 9, lastRuns: 4, warnAtShare: 1 })).toEqual(['good', 'good', 'good', 'warned'])
  })

  it('keeps as many outcomes as it needs', () => {
    expect(play('sssssssssssssff').recent).toEqual([...Array<boolean>(8).fill(false), true, true])
  })

  it('refuses options that mean nothing, all at once', () => {
    const wrong = { warnAfter: 0, blockAfter: 1.5, lastRuns: 5000, warnAtShare: 0 }
    const paths = ['breaker.blockAfter', 'breaker.lastRuns', 'breaker.warnAfter', 'breaker.warnAtShare']
    expect(problemsOf(() => resolveBreaker(wrong))).toEqual(paths)
    expect(resolveBreaker({})).toEqual({ warnAfter: 3, warnAtShare: 0.5, lastRuns: 10, blockAfter: 10 })
  })

  it('tells when health changes', () => {
    expect(healthEvent(play('ff'), play('fff'))).toBe('warned')
    expect(healthEvent(play('fff'), play('ffff'))).toBeUndefined()
    expect(healthEvent(play('fffffffff'), play('ffffffffff'))).toBe('blocked')
    expect(healthEvent(play('ffff'), play('ffffs'))).toBe('recovered')
  })
})

function steps(runs: string, options?: BreakerOptions): readonly HealthState[] {
  const breaker = resolveBreaker(options)
  let health = newHealth()
  return Array.from(runs, (run) => {
    const verdict: RunVerdict = run === 's' ? { type: 'succeeded' } : { type: 'failed', error: 'source is down' }
    health = afterRun(health, verdict, breaker)
    return health
  })
}

function play(runs: string): HealthState {
  return steps(runs).at(-1) ?? newHealth()
}

function levels(runs: string, options?: BreakerOptions): readonly string[] {
  return steps(runs, options).map(({ level }) => level)
}

function problemsOf(call: () => unknown): readonly string[] {
  try {
    call()
  } catch (error) {
    if (InvalidOptionsError.isInstance(error)) return error.problems.map(({ path }) => path).sort()
  }
  return []
}
