import { getEventListeners } from 'node:events'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { SourceError } from '../contract/errors/source-error.ts'
import { StallError } from '../contract/errors/stall-error.ts'
import { asError, guard } from './guard.ts'

const never = (): Promise<never> => new Promise(() => {})

function setUp(timeoutInMs = 1_000) {
  const controller = new AbortController()
  const options = { signal: controller.signal, timeoutInMs, who: 'source shop' }
  return { controller, options, listeners: () => getEventListeners(controller.signal, 'abort').length }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('guard', () => {
  it('gives the answer, be it a value or a promise', async () => {
    const { options } = setUp()
    expect(await guard(() => 1, options)).toBe(1)
    expect(await guard(async () => undefined, options)).toBeUndefined()
  })

  it('passes an error on as it is, thrown or rejected', async () => {
    const { options } = setUp()
    const error = new TypeError('fetch failed')
    const thrown = guard(() => {
      throw error
    }, options)
    await expect(thrown).rejects.toBe(error)
    await expect(guard(() => Promise.reject(error), options)).rejects.toBe(error)
  })

  it('makes an error of anything else that is thrown', async () => {
    const { options } = setUp()
    const thrown = await guard(() => Promise.reject('the key is hunter2'), options).catch((error: unknown) => error)
    expect(SourceError.isInstance(thrown)).toBe(true)
    expect(thrown).toMatchObject({ code: 'threw_no_error', cause: 'the key is hunter2' })
    expect(String(thrown)).toContain('source shop threw a string')
    expect(String(thrown)).not.toContain('hunter2')
  })

  it('does not call at all when the signal is aborted already', async () => {
    const { controller, options } = setUp()
    const reason = new Error('enough')
    controller.abort(reason)
    const call = vi.fn<() => number>(() => 1)
    await expect(guard(call, options)).rejects.toBe(reason)
    expect(call).not.toHaveBeenCalled()
  })

  it('ends with the reason of the signal, although the plug-in never answers', async () => {
    const { controller, options } = setUp()
    const reason = new Error('enough')
    const answer = guard(never, options)
    controller.abort(reason)
    await expect(answer).rejects.toBe(reason)
  })

  it('ignores what the plug-in does after the end', async () => {
    const { controller, options } = setUp()
    const late = Promise.withResolvers<number>()
    const answer = guard(() => late.promise, options)
    controller.abort(new Error('enough'))
    await expect(answer).rejects.toThrow('enough')
    // An unhandled rejection would fail the run of the tests.
    late.reject(new Error('too late'))
    await vi.advanceTimersByTimeAsync(5_000)
    await expect(answer).rejects.toThrow('enough')
  })

  it('waits for as long as it was told, and then says who did not answer', async () => {
    const { options } = setUp(1_000)
    const settled = vi.fn<(error: unknown) => void>()
    const answer = guard(never, options).catch(settled)
    await vi.advanceTimersByTimeAsync(999)
    expect(settled).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    await answer
    const error: unknown = settled.mock.calls[0]?.[0]
    expect(StallError.isInstance(error)).toBe(true)
    expect(error).toMatchObject({ isRetryable: true })
    expect(String(error)).toMatch(/source shop .* 1000 ms .*stallTimeoutInMs/)
  })

  it('takes a patience longer than timers can count for long, not for none', async () => {
    const { options } = setUp(Number.MAX_SAFE_INTEGER)
    const answer = guard(() => new Promise((resolve) => setTimeout(() => resolve('here'), 60_000)), options)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(await answer).toBe('here')
  })

  it('leaves no timer and no listener behind, however it ends', async () => {
    const { controller, options, listeners } = setUp(10)
    await guard(() => 1, options)
    await guard(() => Promise.reject(new Error('no')), options).catch(() => {})
    const stalled = guard(never, options).catch(() => {})
    expect([listeners(), vi.getTimerCount()]).toEqual([1, 1])
    await vi.advanceTimersByTimeAsync(10)
    await stalled
    expect([listeners(), vi.getTimerCount()]).toEqual([0, 0])
    const aborted = guard(never, options).catch(() => {})
    controller.abort()
    await aborted
    expect([listeners(), vi.getTimerCount()]).toEqual([0, 0])
  })
})

describe('asError', () => {
  it.each([
    [null, 'a null'],
    [undefined, 'a undefined'],
    [7, 'a number'],
    [{ status: 500 }, 'a object'],
  ])('names the kind of %s and keeps it as the cause', (thrown, kind) => {
    const error = asError(thrown, 'source shop')
    expect(error.message).toContain(kind)
    expect(error.cause).toBe(thrown)
  })
})
