/** A longer wait is taken for this one: asking once a day harms nobody, and a slip in the header must not stop a pipeline for years. */
export const longestRetryAfterInMs: number = 24 * 60 * 60 * 1000

const seconds = /^\d+(\.\d+)?$/
// `Date.parse` takes much for a date that is none, `-5` among them. The three forms of RFC 9110 begin with the day of the week.
const httpDate = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? [\w :-]+$/i

/**
 * How long `Retry-After` asks to wait, in milliseconds: 0 for a moment that has passed, at most a day, undefined where the
 * header is missing or says nothing that makes sense. A date is compared with the server's own clock, where it tells it.
 */
export function parseRetryAfter(headers: Headers, now: number): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? ''
  if (seconds.test(text)) return Math.min(Math.ceil(Number(text) * 1000), longestRetryAfterInMs)
  const until = parseHttpDate(text)
  if (until === undefined) return undefined
  const serverNow = parseHttpDate(headers.get('date')?.trim() ?? '') ?? now
  return Math.min(Math.max(0, until - serverNow), longestRetryAfterInMs)
}

function parseHttpDate(text: string): number | undefined {
  if (!httpDate.test(text)) return undefined
  // The oldest form names no zone, and means GMT like the others.
  const time = Date.parse(/ gmt$/i.test(text) ? text : `${text} GMT`)
  return Number.isNaN(time) ? undefined : time
}
