import { expect, test } from 'vitest'
import { Turns } from './turns.ts'
import type { Claim } from './turns.ts'

const { signal } = new AbortController()

/** Work that ends when it is told to, and says when it began. */
function start(turns: Turns, claims: readonly Claim[], at: AbortSignal = signal) {
  const { promise, resolve } = Promise.withResolvers<void>()
  const state = { hasBegun: false }
  const done = turns.take(claims, { signal: at }, async () => {
    state.hasBegun = true
    await promise
  })
  return { state, done, end: resolve }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

test('partitions of a stream go side by side, work on one of them one by one', async () => {
  const turns = new Turns()
  const north = start(turns, [{ stream: 'a', partition: 'north' }])
  const south = start(turns, [{ stream: 'a', partition: 'south' }])
  const again = start(turns, [{ stream: 'a', partition: 'north' }])
  await settle()
  expect([north, south, again].map(({ state }) => state.hasBegun)).toEqual([true, true, false])
  north.end()
  await settle()
  expect(again.state.hasBegun).toBe(true)
})

test('a whole stream waits for its partitions, and those that come later for it', async () => {
  const turns = new Turns()
  const north = start(turns, [{ stream: 'a', partition: 'north' }])
  const whole = start(turns, [{ stream: 'a' }])
  const south = start(turns, [{ stream: 'a', partition: 'south' }])
  const other = start(turns, [{ stream: 'b' }])
  await settle()
  expect([north, whole, south, other].map(({ state }) => state.hasBegun)).toEqual([true, false, false, true])
  north.end()
  await settle()
  expect([whole, south].map(({ state }) => state.hasBegun)).toEqual([true, false])
  whole.end()
  await settle()
  expect(south.state.hasBegun).toBe(true)
})

test('work that locks a stream goes one by one, other work on its partitions beside it', async () => {
  const turns = new Turns()
  const publish = start(turns, [{ stream: 'a', partition: 'north', locksStream: true }])
  const begin = start(turns, [{ stream: 'a', partition: 'south', locksStream: true }])
  const stage = start(turns, [{ stream: 'a', partition: 'east' }])
  await settle()
  expect([publish, begin, stage].map(({ state }) => state.hasBegun)).toEqual([true, false, true])
  publish.end()
  await settle()
  expect(begin.state.hasBegun).toBe(true)
})

test('what needs several streams takes them at once', async () => {
  const turns = new Turns()
  const first = start(turns, [{ stream: 'b' }])
  const both = start(turns, [{ stream: 'a' }, { stream: 'b' }])
  const crossed = start(turns, [{ stream: 'b' }, { stream: 'a' }])
  await settle()
  expect([both, crossed].map(({ state }) => state.hasBegun)).toEqual([false, false])
  for (const work of [first, both, crossed]) work.end()
  await Promise.all([first.done, both.done, crossed.done])
})

test('who waits can be given up, and is in nobody’s way after that', async () => {
  const turns = new Turns()
  const first = start(turns, [{ stream: 'a' }])
  const controller = new AbortController()
  const second = start(turns, [{ stream: 'a' }], controller.signal)
  const third = start(turns, [{ stream: 'a' }])
  const reason = new Error('given up')
  controller.abort(reason)
  await expect(second.done).rejects.toBe(reason)
  first.end()
  await settle()
  expect([second, third].map(({ state }) => state.hasBegun)).toEqual([false, true])
})

test('work that fails lets the next one begin', async () => {
  const turns = new Turns()
  const failing = turns.take([{ stream: 'a' }], { signal }, () => Promise.reject(new Error('no')))
  const next = turns.take([{ stream: 'a' }], { signal }, () => Promise.resolve('done'))
  await expect(failing).rejects.toThrow('no')
  await expect(next).resolves.toBe('done')
  await turns.whenIdle()
})

test('idle is when the last work has ended', async () => {
  const turns = new Turns()
  await turns.whenIdle()
  const work = start(turns, [{ stream: 'a' }])
  let isIdle = false
  const watch = async (): Promise<void> => {
    await turns.whenIdle()
    isIdle = true
  }
  const idle = watch()
  await settle()
  expect(isIdle).toBe(false)
  work.end()
  await idle
  expect(isIdle).toBe(true)
})
