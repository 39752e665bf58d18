import type { JsonValue } from '../../contract/json.ts'
import type { Part } from '../../contract/part.ts'
import { HttpError } from '../http/http-error.ts'
import { pages } from '../paginate/pages.ts'
import type { Page } from '../paginate/pages.ts'
import { buildRequest } from './build-request.ts'
import { isOlder, isWanted } from './is-wanted.ts'
import type { ReadUnit } from './read-units.ts'
import type { RecentKeys } from './recent-keys.ts'
import { keyText, readKey, toPaths } from './record-key.ts'
import { positionOf, savepointAfter } from './rest-position.ts'
import type { RestRequest } from './rest-request.ts'
import type { RestStreamOptions } from './rest-stream-options.ts'
import { shapeRecord } from './shape-record.ts'

/** How a list ended: read; or the whole stream, or this one parent, cannot be read. */
export type ListOutcome = 'read' | 'skipped' | 'refused'

/** What is kept from list to list of a partition. */
export interface ListState {
  /** The page to begin with. */
  readonly from: JsonValue | undefined
  readonly recent: RecentKeys
  /** How many lists could not be read so far. */
  readonly skippedLists: number
}

/** Reads the list of one parent in one window. */
export async function* readList<Parameters>(
  stream: RestStreamOptions<Parameters>,
  unit: ReadUnit<Parameters>,
  state: ListState,
): AsyncGenerator<Part, ListOutcome, undefined> {
  const { request } = unit
  const { from, recent, skippedLists } = state
  const position = { ...positionOf(stream, unit), ...(skippedLists === 0 ? {} : { skippedLists }) }
  try {
    for await (const page of readPages(stream, unit, from)) {
      const shaped = shapeAll(page, stream, request)
      const records = wantedOf(shaped, stream, request, recent)
      if (records.length > 0) yield { records }
      request.signal.throwIfAborted()
      const savepoint = savepointAfter(position, page.next)
      if (stream.savepoints === true && request.mode === 'full' && savepoint !== undefined) yield { savepoint }
      if (isOlder(shaped, stream.cursor, request.range)) return 'read'
    }
    return 'read'
  } catch (error) {
    const status = HttpError.isInstance(error) ? error.status : undefined
    if (status === undefined) throw error
    if (stream.parent?.ignoreOn?.includes(status) === true) return 'read'
    if (stream.parent?.skipOn?.includes(status) === true) return 'refused'
    if (stream.skipOn?.includes(status) !== true) throw error
    yield { skipped: `${nameOf(stream) ?? 'the API'} answers with status ${status}` }
    return 'skipped'
  }
}

function readPages<Parameters>(
  stream: RestStreamOptions<Parameters>,
  unit: ReadUnit<Parameters>,
  from: JsonValue | undefined,
): AsyncIterable<Page> {
  const { client, paginate, maxPages, baseUrl, select, isSelectOptional, refuse, primaryKey } = stream
  const { signal, logger } = unit.request
  const name = nameOf(stream)
  const keys = toPaths(primaryKey)
  return pages({
    client,
    request: buildRequest(stream, unit),
    ...(paginate === undefined ? {} : { paginate }),
    ...(maxPages === undefined ? {} : { maxPages }),
    ...(select === undefined ? {} : { select }),
    ...(isSelectOptional === undefined ? {} : { isSelectOptional }),
    ...(refuse === undefined ? {} : { refuse }),
    ...(name === undefined ? {} : { name }),
    baseUrl,
    from,
    keyOf: (record) => readKey(record, keys) ?? record,
    signal,
    logger,
  })
}

function shapeAll<Parameters>(
  page: Page,
  stream: RestStreamOptions<Parameters>,
  request: RestRequest<Parameters>,
): readonly unknown[] {
  return page.records.map((record) => shapeRecord(record, stream, request)).filter((record) => record !== undefined)
}

function wantedOf<Parameters>(
  shaped: readonly unknown[],
  { cursor, dedupe, primaryKey }: RestStreamOptions<Parameters>,
  request: RestRequest<Parameters>,
  recent: RecentKeys,
): readonly unknown[] {
  const keys = toPaths(primaryKey)
  return shaped.filter((record) => {
    if (!isWanted(record, cursor, request)) return false
    const key = dedupe === undefined ? undefined : readKey(record, keys)
    return key === undefined || recent.add(keyText(key))
  })
}

/** Without what the places of the path are filled with: those are values. */
function nameOf<Parameters>({ method = 'GET', path }: RestStreamOptions<Parameters>): string | undefined {
  return typeof path === 'string' ? `${method} ${path}` : undefined
}
