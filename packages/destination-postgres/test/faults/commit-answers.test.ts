/** Connections are cut around a COMMIT: before it reaches the server, and between it and its answer. */

import { expect, test } from 'vitest'
import { loadNames, loads } from './support/loads.ts'
import { measureTraffic, throughProxy, tryFault } from './support/proxied-trial.ts'
import { reasonOf, survive } from './support/survive.ts'

const timeout = 600_000
const isThorough = process.env['MILLRACE_KILLS'] === 'all'
const cases = loadNames.flatMap((name) => (['before', 'after'] as const).map((cut) => ({ name, cut })))

test.for(cases)('cut $cut the server commits, $name', { timeout }, async (trial) => {
  const { name, cut } = trial
  const { commits } = await measureTraffic(loads[name])
  const problems: string[] = []
  // Which of the commits has its turn differs from case to case.
  const step = isThorough ? 1 : 9
  for (let nth = 1 + (cases.indexOf(trial) % step); nth <= commits; nth += step) {
    problems.push(...(await tryFault(loads[name], { type: 'commit', cut, nth })))
  }
  expect(commits).toBeGreaterThan(10)
  expect(problems).toEqual([])
})

test('a commit that was carried out is no failure: the run goes on without a second attempt', { timeout }, async () => {
  const { answer, leaks } = await throughProxy(loads.append, {}, async (proxy, bench) => {
    const attempts: unknown[] = []
    const faults = [2, 5, 9].map((nth) => proxy.inject({ type: 'commit', cut: 'after', nth }))
    const ended = await bench.run({
      pipeline: { onEvent: (event) => void (event.type === 'attempt-failed' && attempts.push(event)) },
    })
    expect(faults.map(({ hasHappened }) => hasHappened)).toEqual([true, true, true])
    expect(attempts).toEqual([])
    expect(ended.result?.status).toBe('succeeded')
    return survive(bench, loads.append, ended)
  })
  expect([...answer, ...leaks]).toEqual([])
})

test.for(loadNames)(
  'while the server still waits for the commit nobody can say, and nothing is lost: %s',
  { timeout },
  async (name) => {
    const load = loads[name]
    const quick = { lockTimeoutInMs: 500 }
    const { answer, leaks } = await throughProxy(load, { destination: quick }, async (proxy, bench) => {
      proxy.inject({ type: 'commit', cut: 'before', nth: 6, side: 'client' })
      const started = bench.run()
      // The server hears that its client is gone: as where the network comes back, or keepalive finds out.
      const healing = setTimeout(() => proxy.heal(), 3000)
      const ended = await started
      clearTimeout(healing)
      proxy.heal()
      if (ended.error !== undefined) expect(reasonOf(ended)).toMatchObject({ isRetryable: true })
      return survive(bench, load, ended)
    })
    expect([...answer, ...leaks]).toEqual([])
  },
)
