import { settle } from './settle.ts'
import type { Settled } from './settle.ts'
import type { Slice } from './source-bench.ts'

/** Cancels a read before anything was pulled from it; answers what is wrong with how it ends. */
export async function cancelBefore(slice: Slice, graceInMs: number): Promise<readonly string[]> {
  const cancelled = startRead(slice)
  cancelled.abort()
  return cancelled.judge(await settle(cancelled.pull(), graceInMs))
}

/** Cancels a read after its first part. */
export async function cancelBetween(slice: Slice, graceInMs: number): Promise<readonly string[]> {
  const cancelled = startRead(slice)
  await cancelled.pull()
  cancelled.abort()
  return cancelled.judge(await settle(cancelled.pull(), graceInMs))
}

/** Cancels a read while its second part is awaited; that part may be on its way already, none after it. */
export async function cancelDuring(slice: Slice, graceInMs: number): Promise<readonly string[]> {
  const cancelled = startRead(slice)
  await cancelled.pull()
  const pulled = cancelled.pull()
  cancelled.abort()
  const outcome = await settle(pulled, graceInMs)
  const isPart = outcome.type === 'value' && outcome.value.done !== true
  return cancelled.judge(isPart ? await settle(cancelled.pull(), graceInMs) : outcome)
}

interface CancelledRead {
  readonly abort: () => void
  readonly pull: () => Promise<IteratorResult<unknown>>
  /** Closes the read and says what is wrong with its last step. */
  readonly judge: (outcome: Settled<IteratorResult<unknown>>) => Promise<readonly string[]>
}

function startRead(slice: Slice): CancelledRead {
  const controller = new AbortController()
  const reason = new Error('the reader has given up')
  let iterator: AsyncIterator<unknown> | undefined
  return {
    abort: () => controller.abort(reason),
    pull: async () => {
      iterator ??= slice.stream.read(slice.request({ signal: controller.signal }))[Symbol.asyncIterator]()
      return iterator.next()
    },
    judge: async (outcome) => {
      // A source that ignores the signal must not go on while the next test runs.
      if (outcome.type === 'value') await iterator?.return?.()
      return judgeEnd(outcome, reason)
    },
  }
}

function judgeEnd(outcome: Settled<IteratorResult<unknown>>, reason: Error): readonly string[] {
  switch (outcome.type) {
    case 'late':
      return ['does not end within the grace time after it was cancelled']
    case 'value':
      return outcome.value.done === true
        ? ['ends as if it were complete, though it was cancelled']
        : ['yields a part after it was cancelled']
    case 'error':
      return outcome.error === reason ? [] : ['throws something other than signal.reason when it is cancelled']
    default:
      return outcome satisfies never
  }
}
