import type { PausePart, SkippedPart } from '../../contract/part.ts'
import type { ReadRequest } from '../../contract/read-request.ts'
import type { TimeWindow } from '../paginate/in-windows.ts'
import { readParents } from './read-parents.ts'
import type { RestRequest } from './rest-request.ts'
import type { RestStreamOptions } from './rest-stream-options.ts'
import { windowsOf } from './windows-of.ts'

/** One list that is read page by page: of one parent, in one window. */
export interface ReadUnit<Parameters> {
  readonly request: RestRequest<Parameters>
  readonly window: TimeWindow | undefined
}

/** What a parent stream says besides records, and what therefore holds for its children too. */
export type ParentNotice = PausePart | SkippedPart

/** The lists of a partition, one after the other; none is asked for before it is pulled. */
export async function* readUnits<Parameters>(
  stream: RestStreamOptions<Parameters>,
  { savepoint: _savepoint, ...request }: ReadRequest<Parameters>,
): AsyncGenerator<ReadUnit<Parameters> | ParentNotice, void, undefined> {
  for await (const parent of stream.parent === undefined ? [undefined] : readParents(stream.parent, request)) {
    if (parent !== undefined && 'notice' in parent) {
      yield parent.notice
      return
    }
    const asked = { ...request, parent: parent?.record }
    for (const window of windowsOf(stream, asked)) yield { request: asked, window }
  }
}
