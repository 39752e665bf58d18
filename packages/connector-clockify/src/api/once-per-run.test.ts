import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { OncePerRun } from './once-per-run.ts'
import type { RunContext } from './once-per-run.ts'

const now = new Date()
const logger = { debug: quiet, info: quiet, warn: quiet, error: quiet }

test('an answer is asked for once in a run, by whoever comes first', async () => {
  const answers = new OncePerRun<number>()
  let asked = 0
  const ask = async (): Promise<number> => (asked += 1)
  expect(await Promise.all([answers.get('a', context(), ask), answers.get('a', context(), ask)])).toEqual([1, 1])
  expect(await answers.get('b', context(), ask)).toBe(2)
  expect(await answers.get('a', { ...context(), now: new Date(now) }, ask)).toBe(3)
})

test('what failed is asked for again', async () => {
  const answers = new OncePerRun<string>()
  await expect(answers.get('a', context(), () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(await answers.get('a', context(), () => Promise.resolve('yes'))).toBe('yes')
})

test('that one reader is given up is no failure of another', async () => {
  const answers = new OncePerRun<string>()
  const givenUp = Promise.withResolvers<string>()
  const first = answers.get('a', context(), () => givenUp.promise)
  const second = answers.get('a', context(), () => Promise.resolve('asked again'))
  givenUp.reject(new Error('the first reader is over'))
  await expect(first).rejects.toThrow('the first reader is over')
  expect(await second).toBe('asked again')
})

test('whoever waits for the question of another can be given up, and leaves no listener', async () => {
  const answers = new OncePerRun<string>()
  const open = Promise.withResolvers<string>()
  const first = answers.get('a', context(), () => open.promise)
  const controller = new AbortController()
  const second = answers.get('a', { ...context(), signal: controller.signal }, () => Promise.resolve('never asked'))
  const reason = new Error('given up')
  controller.abort(reason)
  await expect(second).rejects.toBe(reason)
  expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  open.resolve('late')
  expect(await first).toBe('late')
})

function context(): RunContext {
  return { now, signal: new AbortController().signal, logger }
}

function quiet(): void {
  // Nobody listens.
}
