import { inWindows } from '../paginate/in-windows.ts'
import type { TimeWindow } from '../paginate/in-windows.ts'
import { instantOf, laterOf } from './bound.ts'
import type { Bound } from './bound.ts'
import type { BoundFormat } from './format-bound.ts'
import type { RestRequest } from './rest-request.ts'
import type { RestStream } from './rest-stream-options.ts'

/** The windows a list is read in; one without bounds where it has none. */
export function windowsOf<Parameters>(
  { windows, cursor }: RestStream<Parameters>,
  request: RestRequest<Parameters>,
): Iterable<TimeWindow | undefined> {
  if (windows === undefined) return [undefined]
  const { lengthInMs, newestFirst = false, paddingInMs = 0, start, end = request.now } = windows
  const from = typeof start === 'function' ? start(request) : start
  const to = typeof end === 'function' ? end(request) : end
  const asked = {
    from: toDate(laterOf(request.range?.from, cursor?.start), cursor?.format, 'from'),
    to: toDate(request.range?.to, cursor?.format, 'to'),
  }
  return inWindows({
    from: asked.from !== undefined && asked.from > from ? asked.from : from,
    // Windows leave their end out, and a range does not.
    to: asked.to === undefined ? to : new Date(asked.to.getTime() + 1),
    lengthInMs,
    newestFirst,
    paddingInMs,
  })
}

function toDate(bound: Bound | undefined, format: BoundFormat | undefined, side: 'from' | 'to'): Date | undefined {
  if (bound === undefined) return undefined
  if (typeof bound === 'number') return new Date(format === 'unix-seconds' ? bound * 1_000 : bound)
  const time = instantOf(bound, side)
  return time === undefined ? undefined : new Date(time)
}
