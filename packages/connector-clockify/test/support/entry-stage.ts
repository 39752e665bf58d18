import { startClockify } from '@millrace/clockify-stand-in'
import type { Clockify, ClockifyOptions } from '@millrace/clockify-stand-in'
import { dayInMs, EntryCopy, plainEntries } from './entry-copy.ts'
import type { Clock, CopyOptions, PlainEntry } from './entry-copy.ts'

/** Sixty entries of three users, the last of them the day before the clock. */
export const small = {
  users: 3,
  projects: 4,
  tags: 4,
  entries: 60,
  from: '2026-05-01T00:00:00Z',
  to: '2026-08-20T00:00:00Z',
}

/** A world, a copy of it, and the clock of both. */
export interface Stage {
  readonly server: Clockify
  readonly clock: Clock
  readonly copy: EntryCopy
}

/** At noon of 2026-08-20. */
export async function withStage(
  act: (stage: Stage) => Promise<void>,
  options: ClockifyOptions = {},
  copyOptions: Partial<CopyOptions> = {},
): Promise<void> {
  const clock: Clock = { now: Date.parse('2026-08-20T12:00:00Z') }
  await using server = await startClockify({ seed: small, now: () => new Date(clock.now), ...options })
  await act({ server, clock, copy: new EntryCopy({ server, clock, ...copyOptions }) })
}

/** The instant so many days before the clock. */
export function ago(clock: Clock, days: number): string {
  return `${new Date(clock.now - days * dayInMs).toISOString().slice(0, 19)}Z`
}

/** The id of the newest entry of that time. */
export function anEntry({ truth }: Clockify, from: string, to: string): string {
  const [entry] = truth.timeEntries({ from, to })
  if (entry === undefined) throw new Error('the world has no such entry')
  return entry.id
}

/** What the copy has. */
export function stored({ copy }: Stage): readonly PlainEntry[] {
  return copy.entries()
}

/** What it should have: all that the world has, and nothing else. */
export function truth({ server }: Stage): readonly PlainEntry[] {
  return plainEntries(server.truth.timeEntries())
}
