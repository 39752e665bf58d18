import { afterEach, describe, expect, it, vi } from 'vitest'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import { StallError } from '../../contract/errors/stall-error.ts'
import { pullParts } from './pull-parts.ts'

function setUp(timeoutInMs = 1_000) {
  const controller = new AbortController()
  return { controller, options: { signal: controller.signal, timeoutInMs, who: 'source shop' } }
}

/** A source that notes what is asked of it. */
function watched(next: (call: number) => Promise<IteratorResult<unknown>> | IteratorResult<unknown>) {
  const calls: string[] = []
  let count = 0
  const iterator: AsyncIterator<unknown> = {
    next: async () => {
      calls.push('next')
      count += 1
      return next(count)
    },
    return: async () => {
      calls.push('return')
      return { done: true, value: undefined }
    },
  }
  return { calls, iterable: { [Symbol.asyncIterator]: () => iterator } }
}

async function collect(parts: AsyncIterable<unknown>): Promise<unknown[]> {
  const collected: unknown[] = []
  for await (const part of parts) collected.push(part)
  return collected
}

afterEach(() => {
  vi.useRealTimers()
})

describe('pullParts', () => {
  it('gives the parts in their order, undefined and null included', async () => {
    const { options } = setUp()
    async function* read(): AsyncGenerator {
      yield* [1, undefined, null, 'last']
    }
    expect(await collect(pullParts(read, options))).toEqual([1, undefined, null, 'last'])
  })

  it('pulls one part at a time, and none before it is asked for', async () => {
    const { options } = setUp()
    const { calls, iterable } = watched((call) => ({ done: false, value: call }))
    const start = vi.fn<() => typeof iterable>(() => iterable)
    const parts = pullParts(start, options)
    expect(start).not.toHaveBeenCalled()
    await parts.next()
    expect(calls).toEqual(['next'])
    await parts.next()
    expect(calls).toEqual(['next', 'next'])
    await parts.return(undefined)
  })

  it('closes the source when the consumer has had enough', async () => {
    const { options } = setUp()
    const { calls, iterable } = watched((call) => ({ done: false, value: call }))
    for await (const part of pullParts(() => iterable, options)) {
      if (part === 2) break
    }
    expect(calls).toEqual(['next', 'next', 'return'])
  })

  it('does not close a source that ended by itself', async () => {
    const { options } = setUp()
    const { calls, iterable } = watched((call) => ({ done: call > 1, value: call }))
    expect(await collect(pullParts(() => iterable, options))).toEqual([1])
    expect(calls).toEqual(['next', 'next'])
  })

  it('passes on what the source throws, and not what it throws when it is closed', async () => {
    const { options } = setUp()
    const error = new Error('page 3 is gone')
    const iterable = {
      [Symbol.asyncIterator]: () => ({
        next: () => Promise.reject(error),
        return: () => Promise.reject(new Error('closing failed')),
      }),
    }
    await expect(collect(pullParts(() => iterable, options))).rejects.toBe(error)
  })

  it('makes an error of a text that is thrown, also when the read is begun', async () => {
    const { options } = setUp()
    const begun = pullParts(() => {
      throw 'no'
    }, options)
    await expect(begun.next()).rejects.toMatchObject({ code: 'threw_no_error', cause: 'no' })
  })

  it.each([
    ['nothing', undefined],
    ['an array', [1]],
    ['a generator that is not async', [1].values()],
    ['a promise', Promise.resolve([])],
    ['null', null],
  ])('refuses %s instead of an async iterable', async (_name, given) => {
    const { options } = setUp()
    const parts = pullParts(() => given as unknown as AsyncIterable<unknown>, options)
    const error: unknown = await parts.next().catch((thrown: unknown) => thrown)
    expect(InvalidPartError.isInstance(error)).toBe(true)
    expect(String(error)).toContain('source shop')
  })

  it('ends with the reason of the signal and tells the source', async () => {
    const { controller, options } = setUp()
    const reason = new Error('enough')
    const { calls, iterable } = watched(() => new Promise(() => {}))
    const step = pullParts(() => iterable, options).next()
    controller.abort(reason)
    await expect(step).rejects.toBe(reason)
    expect(calls).toEqual(['next', 'return'])
  })

  it('gives up a source that neither answers nor stops', async () => {
    vi.useFakeTimers()
    const { options } = setUp(1_000)
    async function* read(): AsyncGenerator {
      // The return of a generator waits behind this.
      yield await new Promise(() => {})
    }
    const step = pullParts(read, options)
      .next()
      .catch((thrown: unknown) => thrown)
    await vi.advanceTimersByTimeAsync(1_000)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(StallError.isInstance(await step)).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('counts the patience anew for each part', async () => {
    vi.useFakeTimers()
    const { options } = setUp(1_000)
    async function* read(): AsyncGenerator {
      for (const part of [1, 2, 3]) {
        await new Promise((resolve) => setTimeout(resolve, 900))
        yield part
      }
    }
    const collected = collect(pullParts(read, options))
    await vi.advanceTimersByTimeAsync(2_700)
    expect(await collected).toEqual([1, 2, 3])
  })
})
