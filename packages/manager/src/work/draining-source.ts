import type { Source } from '@millrace/core'
import type { Part, ReadRequest, Stream } from '@millrace/core/plugin'

/**
 * A source that pauses when the process is to stop: each partition at its next savepoint, one that was not begun at once.
 * Where a read has no savepoints it goes on, since stopping would lose what it read.
 */
export function drainingSource(source: Source, draining: AbortSignal): Source {
  const streams: Source['streams'] = async (context) =>
    (await source.streams(context)).map((stream) => drainingStream(stream, draining))
  return override(source, { streams }, ['check'])
}

function drainingStream(stream: Stream, draining: AbortSignal): Stream {
  const read = (request: ReadRequest): AsyncIterable<Part> => readUntilDrained(stream, request, draining)
  return override(stream, { read }, ['partitions', 'confirmDeleted', 'acknowledge', 'migrateSavepoint'])
}

async function* readUntilDrained(
  stream: Stream,
  request: ReadRequest,
  draining: AbortSignal,
): AsyncGenerator<Part, void, undefined> {
  const pause: Part = { pause: { until: request.now, reason: 'the process that runs it stops' } }
  if (draining.aborted) {
    yield pause
    return
  }
  // After such a part the engine knows itself where to go on.
  const followsCursor = request.mode === 'incremental' && stream.isSortedByCursor === true
  for await (const part of stream.read(request)) {
    yield part
    if (draining.aborted && ('savepoint' in part || (followsCursor && 'records' in part))) {
      yield pause
      return
    }
  }
}

/** The same object with other members. Its own may stand in a prototype, or use what is private to it. */
function override<Target extends object>(
  target: Target,
  members: Partial<Target>,
  methods: readonly (keyof Target)[],
): Target {
  const bound = methods.flatMap((name) => {
    const method: unknown = target[name]
    return typeof method === 'function' ? [[name, { value: method.bind(target) }] as const] : []
  })
  const given = Object.entries(members).map(([name, value]) => [name, { value }] as const)
  return Object.create(target, Object.fromEntries([...bound, ...given])) as Target
}
