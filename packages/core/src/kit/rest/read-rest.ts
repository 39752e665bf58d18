import type { JsonValue } from '../../contract/json.ts'
import type { Part } from '../../contract/part.ts'
import type { ReadRequest } from '../../contract/read-request.ts'
import { readList } from './read-list.ts'
import { readUnits } from './read-units.ts'
import { RecentKeys } from './recent-keys.ts'
import { isAt, positionOf, toPosition } from './rest-position.ts'
import type { RestStreamOptions } from './rest-stream-options.ts'

/** Reads one partition of a REST stream. */
export async function* readRest<Parameters>(
  stream: RestStreamOptions<Parameters>,
  request: ReadRequest<Parameters>,
): AsyncGenerator<Part, void, undefined> {
  const { savepoints = false, dedupe = 0 } = stream
  const savepoint = savepoints && request.mode === 'full' ? toPosition(request.savepoint) : undefined
  const recent = new RecentKeys(dedupe)
  let isSeeking = savepoint !== undefined
  let skippedLists = savepoint?.skippedLists ?? 0
  for await (const unit of readUnits(stream, request)) {
    request.signal.throwIfAborted()
    if (!('request' in unit)) {
      yield unit
      return
    }
    let from: JsonValue | undefined
    if (isSeeking && savepoint !== undefined) {
      if (!isAt(positionOf(stream, unit), savepoint)) continue
      isSeeking = false
      if (savepoint.page === undefined) continue
      from = savepoint.page
    }
    const outcome = yield* readList(stream, unit, { from, recent, skippedLists })
    if (outcome === 'skipped') return
    if (outcome === 'refused') skippedLists += 1
  }
  request.signal.throwIfAborted()
  // The parent or the window that the savepoint names is gone, so nobody knows what lies behind it.
  if (isSeeking) yield* readRest(stream, { ...request, savepoint: undefined })
  else if (skippedLists > 0) yield { skipped: `${skippedLists} of the lists of its parents cannot be read` }
}
