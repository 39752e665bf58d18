import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import { findPause } from '../note-pause.ts'
import { asError, guard } from '../guard.ts'
import type { GuardOptions } from '../guard.ts'

/** A source that is told to stop has this long before it is left alone. */
const graceInMs = 1_000

/** Pulls from a plug-in's iterable, one item at a time, and closes it when the consumer has had enough. */
export async function* pullParts(start: () => AsyncIterable<unknown>, options: GuardOptions): AsyncGenerator {
  const iterator = open(start, options.who)
  let isOver = false
  try {
    while (true) {
      const step = await next(iterator, options)
      if (step.done === true) {
        isOver = true
        return
      }
      yield step.value
    }
  } finally {
    if (!isOver) await close(iterator, options.who)
  }
}

/** A source may also pause by an error that says when to try again. */
async function next(iterator: AsyncIterator<unknown>, options: GuardOptions): Promise<IteratorResult<unknown>> {
  try {
    return await guard(() => iterator.next(), options)
  } catch (thrown) {
    const pause = findPause(thrown)
    if (pause === undefined) throw thrown
    return { done: false, value: { pause } }
  }
}

function open(start: () => AsyncIterable<unknown>, who: string): AsyncIterator<unknown> {
  let iterable: AsyncIterable<unknown>
  try {
    iterable = start()
  } catch (thrown) {
    throw asError(thrown, who)
  }
  if (typeof iterable?.[Symbol.asyncIterator] !== 'function') {
    throw new InvalidPartError(`${who}: \`read\` must give an async iterable, as \`async *read() {…}\` does`)
  }
  return iterable[Symbol.asyncIterator]()
}

async function close(iterator: AsyncIterator<unknown>, who: string): Promise<void> {
  const options = { signal: new AbortController().signal, timeoutInMs: graceInMs, who }
  try {
    await guard(() => iterator.return?.(), options)
  } catch {
    // The read is given up; what it says to that changes nothing.
  }
}
