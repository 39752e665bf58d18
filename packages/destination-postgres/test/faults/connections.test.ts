/** Connections are cut at many bytes of a run, in both directions and in every way. */

import { expect, test } from 'vitest'
import { loadNames, loads } from './support/loads.ts'
import { measureTraffic, throughProxy, tryFault } from './support/proxied-trial.ts'
import { reasonOf, survive } from './support/survive.ts'

const timeout = 600_000
const isThorough = process.env['MILLRACE_KILLS'] === 'all'
const directions = ['toServer', 'toClient'] as const
const cases = loadNames.flatMap((name, row) =>
  directions.map((direction, column) => ({
    name,
    direction,
    place: 2 * row + column,
    isEven: (row + column) % 2 === 0,
  })),
)

/** Bytes spread over so many; which ones differs from case to case. */
function spread(bytes: number, count: number, place: number): readonly number[] {
  const first = (place + 0.5) / cases.length
  return Array.from({ length: count }, (_, index) => Math.floor(((index + first) * bytes) / count))
}

test.for(cases)('reset $direction, $name', { timeout }, async ({ name, direction, place }) => {
  const traffic = await measureTraffic(loads[name])
  const problems: string[] = []
  for (const [index, afterBytes] of spread(traffic[direction], isThorough ? 200 : 2, place).entries()) {
    const connections = (index + place) % 2 === 0 ? 'one' : 'all'
    problems.push(...(await tryFault(loads[name], { type: 'reset', direction, afterBytes, connections })))
  }
  expect(problems).toEqual([])
})

// Of these two each case has one, unless there is time for everything.
const halfClosed = cases.filter(({ isEven }) => isThorough || isEven)
const black = cases.filter(({ isEven }) => isThorough || !isEven)

test.for(halfClosed)('half closed $direction, $name', { timeout }, async ({ name, direction, place }) => {
  const traffic = await measureTraffic(loads[name])
  const problems: string[] = []
  for (const afterBytes of spread(traffic[direction], isThorough ? 100 : 1, cases.length - 1 - place)) {
    problems.push(...(await tryFault(loads[name], { type: 'halfClose', direction, afterBytes })))
  }
  expect(problems).toEqual([])
})

test.for(black)('a black hole $direction, $name', { timeout }, async ({ name, direction, place }) => {
  const traffic = await measureTraffic(loads[name])
  const problems: string[] = []
  const pipeline = { stallTimeoutInMs: 800, maxAttempts: 1 }
  for (const afterBytes of spread(traffic[direction], isThorough ? 50 : 1, place)) {
    problems.push(...(await tryFault(loads[name], { type: 'blackHole', direction, afterBytes }, { pipeline })))
  }
  expect(problems).toEqual([])
})

test.for(loadNames)('latency, %s', { timeout }, async (name) => {
  expect(await tryFault(loads[name], { type: 'latency', delayInMs: 5 })).toEqual([])
})

test('while no connection can be made a run fails by name, and the next one goes on', { timeout }, async () => {
  const { answer, leaks } = await throughProxy(loads.incremental, {}, async (proxy, bench) => {
    proxy.inject({ type: 'refuse' })
    proxy.resetAll()
    const ended = await bench.run()
    expect(reasonOf(ended)).toMatchObject({ code: 'postgres_connection_lost', isRetryable: true })
    proxy.heal()
    return survive(bench, loads.incremental, ended)
  })
  expect([...answer, ...leaks]).toEqual([])
})
