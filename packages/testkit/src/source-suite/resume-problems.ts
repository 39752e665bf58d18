import type { JsonValue, ReadMode } from '@millrace/core/plugin'
import { canonicalText } from '../canonical-text.ts'
import { readSlice } from './read-slice.ts'
import type { ReadEvent, SliceRead } from './read-slice.ts'
import { givenKeyText, keyPaths, keyText } from './record-key.ts'
import type { Limits, Slice } from './source-bench.ts'

/** Goes on from the savepoints of a read, and compares with what it brought as a whole. */
export async function resumeProblems(whole: SliceRead, mode: ReadMode, limits: Limits): Promise<readonly string[]> {
  const { slice, events } = whole
  const wanted = foldEvents(slice, events)
  const places = events.flatMap((event, index) => (event.type === 'savepoint' ? [{ value: event.value, index }] : []))
  const problems: string[] = []
  for (const number of spread(places.length, limits.maxSavepoints)) {
    const place = places[number]
    if (place === undefined) continue
    const rest = await readSlice(slice, limits, { mode, savepoint: structuredClone<JsonValue>(place.value) })
    const found = foldEvents(slice, [...events.slice(0, place.index), ...rest.events])
    const where = `${slice.name}, mode ${mode}, going on from savepoint ${number + 1} of ${places.length}`
    problems.push(...compare(wanted, found).map((problem) => `${where}: ${problem}`))
  }
  return problems
}

/** How often each record stands, as text, after the events in their order; with a key once, in its last form. */
function foldEvents({ stream }: Slice, events: readonly ReadEvent[]): ReadonlyMap<string, string | number> {
  const isKeyless = keyPaths(stream).length === 0
  const standing = new Map<string, string | number>()
  for (const event of events) {
    if (event.type === 'deleted') for (const key of event.keys) standing.delete(givenKeyText(key))
    if (event.type !== 'records') continue
    for (const record of event.records) {
      const text = canonicalText(record)
      if (isKeyless) standing.set(text, Number(standing.get(text) ?? 0) + 1)
      else standing.set(keyText(stream, record) ?? text, text)
    }
  }
  return standing
}

function compare(
  wanted: ReadonlyMap<string, string | number>,
  found: ReadonlyMap<string, string | number>,
): readonly string[] {
  const missing = [...wanted.keys()].filter((key) => !found.has(key)).length
  const surplus = [...found.keys()].filter((key) => !wanted.has(key)).length
  const different = [...wanted].filter(([key, value]) => found.has(key) && found.get(key) !== value).length
  return [
    ...(missing === 0 ? [] : [`${missing} records are missing`]),
    ...(surplus === 0 ? [] : [`${surplus} records are too many`]),
    ...(different === 0 ? [] : [`${different} records are not the same`]),
  ]
}

/** At most `limit` of the numbers from 0 to `count - 1`, first and last included. */
function spread(count: number, limit: number): readonly number[] {
  if (count <= limit) return Array.from({ length: count }, (_, index) => index)
  const numbers = Array.from({ length: limit }, (_, index) =>
    Math.round((index * (count - 1)) / Math.max(1, limit - 1)),
  )
  return [...new Set(numbers)]
}
