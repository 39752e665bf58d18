import { LeaseKeeper } from './commit/lease-keeper.ts'
import { Publisher } from './commit/publisher.ts'
import { canonical } from './read/cursor-savepoint.ts'
import type { RunContext } from './run-context.ts'
import { toEmit, toWarn } from './run-log.ts'
import type { Run } from './run.ts'
import { StopClock } from './stop-clock.ts'

/** What all parts of a run share, while the lease is renewed and the deadline watched. */
export interface LiveContext extends Disposable {
  readonly context: RunContext
  /** Aborted when the lease is lost. */
  readonly fatal: AbortSignal
}

/** Begins to renew the lease and to watch the deadline; disposing ends both. */
export function startContext({ id, options, session, recorder, startedAt }: Run): LiveContext {
  const fatal = new AbortController()
  const signal = AbortSignal.any([options.signal, fatal.signal])
  const warn = toWarn(options, recorder)
  const emit = toEmit(options, warn)
  const lease = new LeaseKeeper(session, options.leaseDurationInMs, signal, (error) => fatal.abort(error))
  const stop = new StopClock(options.deadline, options.now)
  const startBound = canonical(startedAt.toISOString())
  const publisher = new Publisher({ session, recorder, signal, emit, startBound })
  return {
    context: { id, options, session, publisher, startedAt, signal, stop, emit, warn },
    fatal: fatal.signal,
    [Symbol.dispose]: () => {
      stop[Symbol.dispose]()
      lease[Symbol.dispose]()
    },
  }
}
