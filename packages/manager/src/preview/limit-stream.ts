import { SourceError } from '@millrace/core'
import type { Part, ReadRequest, Stream } from '@millrace/core/plugin'
import { limitBytes } from './limit-bytes.ts'
import type { SampleRecorder } from './sample-recorder.ts'

/** A source that is told to stop has this long before it is left alone. */
const graceInMs = 1_000

/**
 * The stream, which ends when the recorder has enough; then the source's own reading is closed. It confirms and
 * acknowledges nothing, and says nothing of savepoints and complete scopes: nothing is kept, and little is read.
 */
export function limitStream(stream: Stream, recorder: SampleRecorder): Stream {
  const members: PropertyDescriptorMap = {
    read: { value: (request: ReadRequest) => readSome(stream, request, recorder) },
    confirmDeleted: { value: undefined },
    acknowledge: { value: undefined },
  }
  if (stream.partitions !== undefined) {
    members['partitions'] = {
      value: async (context: Parameters<NonNullable<Stream['partitions']>>[0]) => {
        const listed = await pausing(recorder, async () => stream.partitions?.(context))
        return listed ?? []
      },
    }
  }
  // Its own members may stand in a prototype, or be private to it.
  return Object.create(stream, members) as Stream
}

async function* readSome(stream: Stream, request: ReadRequest, recorder: SampleRecorder): AsyncGenerator<Part> {
  recorder.begin(request.partition)
  if (recorder.left <= 0) {
    // Whether there is more is not asked any more.
    recorder.isCut = true
    return
  }
  const ending = new AbortController()
  const signal = AbortSignal.any([request.signal, ending.signal])
  const parts = stream.read({ ...request, signal })[Symbol.asyncIterator]()
  let isOver = false
  try {
    while (!isOver && recorder.left > 0) {
      const step = await pausing(recorder, () => parts.next())
      isOver = step === undefined || step.done === true
      if (step === undefined || step.done === true) return
      const part = takePart(step.value, request.partition, recorder)
      if (part === 'over') return
      if (part !== undefined) yield part
    }
    recorder.isCut ||= !isOver
  } finally {
    if (!isOver) await close(parts)
    ending.abort(new Error('the preview is taken'))
  }
}

/** What is passed on of a part, if anything; `over` where the partition ends with it. */
function takePart(part: Part, partition: string, recorder: SampleRecorder): Part | 'over' | undefined {
  // What is no part at all is for the engine to refuse.
  if (typeof part !== 'object' || part === null) return part
  if ('pause' in part) {
    recorder.pause = part.pause
    return 'over'
  }
  if ('skipped' in part) {
    recorder.skip(part.skipped)
    return 'over'
  }
  if ('savepoint' in part || 'complete' in part) return undefined
  if ('bytes' in part && part.bytes instanceof Uint8Array) {
    const limited = limitBytes(part, recorder.left)
    recorder.isCut ||= limited.isCut
    return recorder.take(partition, limited.part, limited.records)
  }
  if ('records' in part && Array.isArray(part.records)) {
    const records: readonly unknown[] = part.records.slice(0, recorder.left)
    recorder.isCut ||= records.length < part.records.length
    return recorder.take(partition, { ...part, records }, records.length)
  }
  return recorder.take(partition, part, 0)
}

/** A source may also pause by an error that says when to try again. */
async function pausing<Answer>(recorder: SampleRecorder, call: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await call()
  } catch (error) {
    if (!SourceError.isInstance(error) || error.retryAt === undefined) throw error
    recorder.pause = { until: error.retryAt, reason: error.message }
    return undefined
  }
}

async function close(parts: AsyncIterator<Part>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceInMs)
  })
  try {
    await Promise.race([parts.return?.(), patience])
  } catch {
    // The read is given up; what it says to that changes nothing.
  } finally {
    clearTimeout(timer)
  }
}
