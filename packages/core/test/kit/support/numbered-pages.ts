import { numberIn, rows } from './scripted.ts'
import type { ScriptedAnswer, ScriptedRequest, ScriptedRoute } from './scripted.ts'

/** A list of numbered pages. */
export function numberedPages(
  count: number,
  more: (request: ScriptedRequest, isLast: boolean) => Partial<ScriptedAnswer> = () => ({}),
): ScriptedRoute {
  return (request) => {
    const size = numberIn(request, 'page_size', 2)
    const page = numberIn(request, 'page', 1)
    const items = rows(count).slice((page - 1) * size, page * size)
    return { json: items, ...more(request, page * size >= count) }
  }
}

/** Says in a header whether a page is the last. */
export const lastPage = (_request: ScriptedRequest, isLast: boolean): Partial<ScriptedAnswer> => ({
  headers: { 'Last-Page': String(isLast) },
})
