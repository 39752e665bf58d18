import type { Session } from '../../contract/session.ts'
import { guard } from '../guard.ts'

/** Operations that are not given up when the run is aborted: whether they went through must be known. */
const durable: readonly PropertyKey[] = ['publish', 'stagePartition']

/**
 * A session whose every call ends, whatever the destination does: with the signal's reason when that is aborted, and
 * with a `StallError` when no answer comes.
 */
export function guardSession(
  session: Session,
  options: { readonly timeoutInMs: number; readonly who: string },
): Session {
  return new Proxy(session, {
    get(target, name): unknown {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      if (name === Symbol.asyncDispose) return () => call(target, member, [], undefined, 'dispose')
      return (request: { readonly signal: AbortSignal }) =>
        call(target, member, [request], durable.includes(name) ? undefined : request.signal, String(name))
    },
  })

  function call(
    target: Session,
    member: unknown,
    given: readonly unknown[],
    signal: AbortSignal | undefined,
    name: string,
  ): Promise<unknown> {
    const { timeoutInMs, who } = options
    const answer = async (): Promise<unknown> => Reflect.apply(member as (...all: unknown[]) => unknown, target, given)
    return guard(answer, { signal: signal ?? new AbortController().signal, timeoutInMs, who: `${who}, ${name}` })
  }
}
