// The demo reads from here: a source, a destination, a run, and a look at what came of it.
import { runPipeline } from '@millrace/core'
import type { RunResult } from '@millrace/core'
import { clockify } from '@millrace/connector-clockify'
import type { DuckDBDestination } from '@millrace/destination-duckdb'
import { openDatabase } from './open-database.ts'
import { showProgress } from './progress/show-progress.ts'
import { help, readArguments } from './read-arguments.ts'
import type { Arguments } from './read-arguments.ts'
import { readPast } from './read-past.ts'
import { printBeginning } from './report/print-beginning.ts'
import { printChanges } from './report/print-changes.ts'
import { printGraph } from './report/print-graph.ts'
import { printLedger } from './report/print-ledger.ts'
import { printNextCommands } from './report/print-next-commands.ts'
import { printQuery } from './report/print-query.ts'
import { printSample } from './report/print-sample.ts'
import { printTables } from './report/print-tables.ts'
import { startAgency } from './start-agency.ts'
import type { Agency } from './start-agency.ts'

/** Runs the demo once. Answers the exit code. */
export async function runDemo(args: readonly string[]): Promise<number> {
  const options = readArguments(args)
  if (options.wantsHelp) {
    console.log(help)
    return 0
  }
  const { folder, isFresh, describes, query } = options
  const { destination, file } = await openDatabase({ folder, isFresh, mustExist: describes || query !== undefined })
  if (query !== undefined) {
    await printQuery(destination, query)
    return 0
  }
  if (describes) {
    await printTables(destination)
    await printGraph(destination)
    return 0
  }
  return load(destination, { ...options, file })
}

/** Each run that succeeded is a day for the agency: it has gone on when the next one begins. */
async function load(
  destination: DuckDBDestination,
  { folder, file, concurrency }: Arguments & { readonly file: string },
): Promise<number> {
  const past = await readPast(destination)
  await using agency = await startAgency(past.succeededRuns)
  printBeginning({ past, agency, file })

  const result = await copy(agency, destination, concurrency)
  printLedger(result, agency.requests())
  if (result.status !== 'succeeded') return 130

  if (past.succeededRuns === 0) {
    await printTables(destination)
    await printSample(destination)
    await printGraph(destination, { maxColumns: 3 })
  } else {
    await printChanges(destination, result)
  }
  printNextCommands({ folder, file })
  return 0
}

/** The part that a program of yours would have, too. Ctrl-C ends the run; what was committed stays. */
async function copy(agency: Agency, destination: DuckDBDestination, concurrency: number): Promise<RunResult> {
  const { apiKey, apiBaseUrl, reportsBaseUrl } = agency
  const progress = showProgress(process.stdout)
  const cancel = new AbortController()
  const onInterrupt = (): void => cancel.abort(new Error('interrupted'))
  process.once('SIGINT', onInterrupt)
  try {
    return await runPipeline({
      // For the real one an apiKey is enough.
      source: clockify({ apiKey, apiBaseUrl, reportsBaseUrl, requestsPerSecond: 50 }),
      destination,
      streams: {
        clients: true,
        projects: true,
        users: true,
        tags: true,
        time_entries: { deltas: { '': 'time_entries_history' } },
      },
      now: () => agency.now.getTime(),
      concurrency,
      commitAfterRecords: 4_000,
      commitAfterInMs: 60_000,
      signal: cancel.signal,
      onEvent: progress.onEvent,
    })
  } finally {
    process.off('SIGINT', onInterrupt)
    progress.end()
  }
}
