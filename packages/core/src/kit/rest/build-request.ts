import type { HttpRequest } from '../http/http-client.ts'
import { readBodyPath } from '../paginate/read-body-path.ts'
import { placeInRequest } from '../paginate/request-place.ts'
import type { RequestParts } from '../paginate/request-place.ts'
import { laterOf } from './bound.ts'
import { fillPath } from './fill-path.ts'
import { formatBound, oneEarlier } from './format-bound.ts'
import type { ReadUnit } from './read-units.ts'
import type { RestCursor } from './rest-cursor.ts'
import type { RestRequest } from './rest-request.ts'
import type { RestStream } from './rest-stream-options.ts'

/** The request of a list, before its paginator puts a page into it. */
export function buildRequest<Parameters>(
  stream: RestStream<Parameters>,
  { request, window }: ReadUnit<Parameters>,
): Omit<HttpRequest, 'signal' | 'logger'> {
  const { path, params, body, headers, method = 'GET', isRepeatable = true, windows, cursor } = stream
  let parts: RequestParts = {
    ...(params === undefined ? {} : { query: typeof params === 'function' ? params(request) : params }),
    ...(body === undefined ? {} : { body: typeof body === 'function' ? body(request) : body }),
    ...(headers === undefined ? {} : { headers }),
  }
  if (cursor !== undefined) parts = placeRange(parts, cursor, request.range)
  if (windows !== undefined && window !== undefined) {
    const { format = 'iso' } = windows
    parts = placeInRequest(parts, windows.from, formatBound(window.askFrom.toISOString(), format, 'from'))
    parts = placeInRequest(parts, windows.to, formatBound(window.askTo.toISOString(), format, 'to'))
  }
  const filled = typeof path === 'function' ? path(request) : fillPath(path, (name) => valueOf(name, request))
  return { ...parts, path: filled, method, isRepeatable }
}

/** What stands in braces: the partition, or a field of the parent. */
function valueOf<Parameters>(name: string, { parent, partition }: RestRequest<Parameters>): unknown {
  return name === 'partition' ? partition : readBodyPath(parent, name)
}

function placeRange(
  parts: RequestParts,
  cursor: RestCursor,
  range: { readonly from?: string | number; readonly to?: string | number } | undefined,
): RequestParts {
  const { format = 'as-is', isExclusive = false } = cursor
  const lowest = laterOf(range?.from, cursor.start)
  let placed = parts
  if (cursor.from !== undefined && lowest !== undefined) {
    const from = isExclusive ? oneEarlier(lowest, format) : lowest
    placed = placeInRequest(placed, cursor.from, formatBound(from, format, 'from'))
  }
  if (cursor.to !== undefined && range?.to !== undefined) {
    placed = placeInRequest(placed, cursor.to, formatBound(range.to, format, 'to'))
  }
  return placed
}
