import { memoryDestination, runPipeline } from '@millrace/core'
import type { MemoryDestination, RunResult } from '@millrace/core'
import type { Source } from '@millrace/core/plugin'
import type { Clockify } from '@millrace/clockify-stand-in'
import { clockify } from '../../src/index.ts'
import type { ClockifySettings, ClockifyStreamName, ClockifyTools } from '../../src/index.ts'

/** The connector, bound to a stand-in with the owner's key. */
export function connectTo(
  { apiBaseUrl, reportsBaseUrl, keys }: Clockify,
  given: ClockifySettings = {},
  tools: ClockifyTools = {},
): Source<ClockifyStreamName> {
  const key = given.addonToken === undefined ? { apiKey: keys.owner } : {}
  return clockify({ ...key, apiBaseUrl, reportsBaseUrl, requestsPerSecond: 50, ...given }, tools)
}

export interface Load {
  readonly streams: readonly ClockifyStreamName[]
  readonly settings?: ClockifySettings
  readonly tools?: ClockifyTools
  /** Default: a new one. */
  readonly destination?: MemoryDestination
}

/** Loads streams of a stand-in into memory. */
export async function loadClockify(
  server: Clockify,
  { streams, settings, tools, destination = memoryDestination() }: Load,
): Promise<{ readonly destination: MemoryDestination; readonly result: RunResult }> {
  const result = await runPipeline({
    source: connectTo(server, settings, tools),
    destination,
    streams: Object.fromEntries(streams.map((stream) => [stream, true])),
    maxAttempts: 1,
    // A world of a few rows loses a third of them at once.
    maxDeleted: false,
  })
  return { destination, result }
}
