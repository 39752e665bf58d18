import type { JsonValue } from '../../contract/json.ts'
import type { Key, KeyValue } from '../../contract/key.ts'
import type { Confirmation, StreamContext } from '../../contract/stream.ts'
import { HttpError } from '../http/http-error.ts'
import { fillPath } from './fill-path.ts'
import { keyText, readKey, toPaths } from './record-key.ts'
import type { RestConfirm } from './rest-confirm.ts'
import type { RestStreamOptions } from './rest-stream-options.ts'

/** Asks about one row after the other. */
export async function* confirmRest<Parameters>(
  stream: RestStreamOptions<Parameters>,
  confirm: RestConfirm,
  keys: readonly Key[],
  context: StreamContext<Parameters>,
): AsyncGenerator<Confirmation, void, undefined> {
  const paths = toPaths(stream.primaryKey)
  for (const key of keys) {
    context.signal.throwIfAborted()
    const values: readonly KeyValue[] = Array.isArray(key) ? (key as readonly KeyValue[]) : [key as KeyValue]
    const found = await findRecord(stream, confirm, { paths, values }, context)
    if (found === undefined) {
      yield { gone: key }
      continue
    }
    const record = shape(stream, found, { paths, values }, context)
    const own = readKey(record, paths)
    yield own !== undefined && asText(own) === asText(values) ? { record } : { unknown: key }
  }
}

/** A number and a bigint may stand for the same integer. */
function asText(values: readonly JsonValue[]): string {
  return keyText(
    values.map((value) => (typeof value === 'bigint' && Number.isSafeInteger(Number(value)) ? Number(value) : value)),
  )
}

interface NamedKey {
  readonly paths: readonly string[]
  readonly values: readonly KeyValue[]
}

async function findRecord<Parameters>(
  { client, headers, refuse }: RestStreamOptions<Parameters>,
  { path, goneOn = [404, 410], select = (body) => body }: RestConfirm,
  { paths, values }: NamedKey,
  { signal, logger }: StreamContext<Parameters>,
): Promise<JsonValue | undefined> {
  const filled = fillPath(path, (name) => values[paths.indexOf(name)])
  try {
    const answer = await client.request({
      path: filled,
      ...(headers === undefined ? {} : { headers }),
      signal,
      logger,
    })
    const body = answer.json()
    return refuse?.(body) === undefined ? select(body) : null
  } catch (error) {
    if (HttpError.isInstance(error) && error.status !== undefined && goneOn.includes(error.status)) return undefined
    throw error
  }
}

/** As in a read; what the parent gives to the key is taken from there, since nobody knows the parent here. */
function shape<Parameters>(
  { map, parent }: RestStreamOptions<Parameters>,
  found: JsonValue,
  { paths, values }: NamedKey,
  context: StreamContext<Parameters>,
): unknown {
  const request = {
    ...context,
    mode: 'full',
    partition: '',
    range: undefined,
    fields: undefined,
    parent: undefined,
  } as const
  const mapped: unknown = map === undefined ? found : map(found, request)
  if (parent?.into === undefined || typeof mapped !== 'object' || mapped === null) return mapped
  const fields = Object.keys(parent.into).map((name) => [name, values[paths.indexOf(name)]])
  return { ...mapped, ...Object.fromEntries(fields) }
}
