import type { JsonValue } from '../../contract/json.ts'
import { readBodyPath } from '../paginate/read-body-path.ts'
import type { RestRequest } from './rest-request.ts'
import type { RestStream } from './rest-stream-options.ts'

/** A record as it is yielded: mapped, and with the fields of its parent. Undefined where `map` leaves it out. */
export function shapeRecord<Parameters>(
  record: JsonValue,
  { map, parent }: RestStream<Parameters>,
  request: RestRequest<Parameters>,
): unknown {
  const mapped: unknown = map === undefined ? record : map(record, request)
  if (parent?.into === undefined || typeof mapped !== 'object' || mapped === null || Array.isArray(mapped))
    return mapped
  const fields = Object.entries(parent.into).map(([name, path]) => [name, readBodyPath(request.parent, path) ?? null])
  return { ...mapped, ...Object.fromEntries(fields) }
}
