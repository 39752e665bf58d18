import { Cron } from 'croner'

/** A schedule by cron: five fields (minute, hour, day of month, month, day of week), or `@daily` and the like. */
export interface CronSchedule {
  readonly expression: string
  /** Of the IANA list: `Europe/Berlin`. */
  readonly timeZone: string
}

/**
 * The first tick after a moment; undefined when there is none. An hour that a time zone skips in spring ticks when it is
 * over; one that comes twice in autumn ticks twice if the expression names every hour, else once.
 */
export function nextCronTick(cron: CronSchedule, after: Date): Date | undefined {
  return parse(cron).nextRun(after) ?? undefined
}

/** What is wrong with an expression or time zone; undefined when nothing is. */
export function findCronProblem(
  cron: CronSchedule,
  now: Date,
): { readonly path: keyof CronSchedule; readonly message: string } | undefined {
  const { expression, timeZone } = cron
  if (!isTimeZone(timeZone)) {
    return { path: 'timeZone', message: 'must be a time zone of the IANA list, such as "Europe/Berlin" or "UTC"' }
  }
  const shape =
    'must be five fields, "minute hour day-of-month month day-of-week", or one of @hourly, @daily, @weekly, @monthly, @yearly'
  if (!isExpression(expression)) return { path: 'expression', message: shape }
  let tick: Date | undefined
  try {
    tick = nextCronTick(cron, now)
  } catch {
    // The messages of the parser name its own parts.
    return { path: 'expression', message: `${shape}; a field of this one cannot be read` }
  }
  return tick === undefined ? { path: 'expression', message: 'never comes: there is no such day' } : undefined
}

/** The shortest time between two ticks, in milliseconds. Summer time is left out of account. */
export function shortestGap({ expression }: CronSchedule, now: Date): number {
  const cron = parse({ expression, timeZone: 'UTC' })
  let least = Number.POSITIVE_INFINITY
  let last = cron.nextRun(now)
  for (let count = 0; count < maxTicks && last !== null && least > shortest; count += 1) {
    const next: Date | null = cron.nextRun(last)
    if (next === null || next.getTime() - now.getTime() > horizonInMs) break
    least = Math.min(least, next.getTime() - last.getTime())
    last = next
  }
  return least
}

/** Between two ticks of five fields lies a minute at least. */
const shortest = 60_000
/** More than a day can have. */
const maxTicks = 1500
/** Long enough for a 29th of February to come. */
const horizonInMs = 9 * 366 * 86_400_000

function parse({ expression, timeZone }: CronSchedule): Cron {
  // Without a function nothing is started: it only computes.
  return new Cron(expression, { timezone: timeZone, mode: '5-part' })
}

/** The library would also take a single date, and events such as @reboot. */
function isExpression(expression: string): boolean {
  return (
    /^\S+(?:\s+\S+){4}$/.test(expression.trim()) ||
    /^@(?:hourly|daily|midnight|weekly|monthly|yearly|annually)$/i.test(expression)
  )
}

/** The library takes an empty one for that of the process. */
function isTimeZone(timeZone: string): boolean {
  if (timeZone === '') return false
  try {
    new Intl.DateTimeFormat('en', { timeZone }).format(0)
    return true
  } catch {
    return false
  }
}
