import { DefinitionChangedError } from '../contract/errors/definition-changed-error.ts'
import { InvalidPartError } from '../contract/errors/invalid-part-error.ts'
import { SavepointRefusedError } from '../contract/errors/savepoint-refused-error.ts'
import type { ReadMode } from '../contract/read-request.ts'
import type { Reject } from '../contract/reject.ts'
import type { StreamState } from '../contract/session.ts'
import { createTableEngine } from '../tables/create-table-engine.ts'
import { compareDefinitions } from './options/definition.ts'
import type { DefinitionChange } from './options/definition.ts'
import { guard } from './guard.ts'
import { findPause, warnOfPause } from './note-pause.ts'
import { requireStandingPaths } from './options/require-known-paths.ts'
import { RejectBook } from './rejects/reject-book.ts'
import type { ResolvedStream } from './options/resolved-stream.ts'
import type { RunContext } from './run-context.ts'
import { SchemaKeeper } from './record/schema-keeper.ts'
import type { Pause, StreamLoad } from './stream-load.ts'
import { newLedger } from './commit/tally.ts'
import { WindowGate } from './read/window-gate.ts'

/** Rejects that are kept in mind; beyond it older ones are settled by a full refresh only. */
const maxKnownRejects = 100_000
const pageSize = 100

/** Looks at what stands, and decides how the stream is loaded. Writes nothing. */
export async function prepareLoad(
  context: RunContext,
  resolved: ResolvedStream,
  isTableNameTaken: (name: string) => boolean,
): Promise<StreamLoad> {
  const { session, options, signal } = context
  const state = await session.readStream({ stream: resolved.name, signal })
  requireStandingPaths(resolved, state)
  const change = compareDefinitions(state.definition, resolved.definition, state.schema, {
    ...resolved.tableOptions,
    capabilities: options.destination.capabilities,
  })
  const readMode = chooseReadMode(context, resolved, change, state)
  if (readMode === 'incremental') requireOwnSavepoints(options.source.name, state.savepoints)
  const isRebuild = change.effect === 'rebuild'
  const { capabilities } = options.destination
  const standing = isRebuild ? { ...state.schema, version: 0, tables: [] } : state.schema
  const engine = createTableEngine({ ...resolved.tableOptions, capabilities, isTableNameTaken }, standing)
  // A backfill is due until everything was read; appended rows cannot be read again.
  const isBackfill = change.effect === 'backfill' && resolved.mode !== 'append'
  const keeper = new SchemaKeeper({
    session,
    engine,
    resolved,
    definition: isBackfill && state.definition !== undefined ? state.definition : resolved.definition,
    takeOver: options.takeOver,
    signal,
    warn: (warning) => context.warn(warning),
  })
  if (isRebuild) keeper.isRebuild = true
  // A definition that changed without consequence is stored all the same.
  if (change.reasons.length > 0 && !isBackfill && !isRebuild) keeper.forget()
  const listing = await listOrPause(context, resolved)
  return {
    resolved,
    mode: resolved.mode,
    readMode,
    state,
    engine,
    keeper,
    gate: new WindowGate(!engine.needsWindow),
    rejects: new RejectBook(resolved, await readRejects(context, resolved, state.rejects)),
    generation: undefined,
    leftOut: new Map(),
    nextOrdinals: new Map(),
    staged: new Map(),
    partitions: listing.partitions,
    isListed: listing.pause === undefined,
    continued: new Set(),
    readWhole: new Set(),
    openPartitions: 0,
    held: [],
    heldStaging: undefined,
    failures: [],
    pauses: listing.pause === undefined ? [] : [listing.pause],
    hasGap: false,
    scopes: [],
    suspendsDeletions: false,
    ledger: newLedger(),
  }
}

/** A refresh that is under way is resumed, and a changed definition asks for one. */
function chooseReadMode(
  context: RunContext,
  resolved: ResolvedStream,
  change: DefinitionChange,
  state: StreamState,
): ReadMode {
  const { mode, stream, name } = resolved
  const reasons = change.reasons.join('; ')
  const mayRebuild = (context.options.rebuild || !state.hasRows) && mode !== 'append' && mode !== 'range'
  if (change.effect === 'rebuild' && !mayRebuild) {
    throw new DefinitionChangedError(
      `stream ${name} is defined differently from what its tables were made with: ${reasons}. ` +
        'Set the option rebuild to make them anew, in mode full or incremental, or use other table names',
    )
  }
  if (change.effect === 'unknown' || (change.effect === 'backfill' && (mode === 'append' || mode === 'range'))) {
    context.warn({ code: `definition_${change.effect}`, message: `${reasons}; rows that stand are kept`, stream: name })
  }
  if (mode === 'range') return 'range'
  if (mode === 'append') return stream.incremental === 'savepoint' ? 'incremental' : 'full'
  if (mode === 'full') return 'full'
  if (change.effect === 'backfill' || change.effect === 'rebuild') {
    context.warn({ code: 'reads_everything', message: `everything is read again: ${reasons}`, stream: name })
    return 'full'
  }
  return state.generation !== undefined ? 'full' : 'incremental'
}

function requireOwnSavepoints(source: string, savepoints: StreamLoad['state']['savepoints']): void {
  const foreign = savepoints.find((savepoint) => savepoint.connector !== source)
  if (foreign === undefined) return
  throw new SavepointRefusedError(
    `stream ${foreign.stream} has a savepoint of ${foreign.connector}, which ${source} cannot go on from; run it once in mode full`,
  )
}

async function readRejects(context: RunContext, resolved: ResolvedStream, count: number): Promise<readonly Reject[]> {
  const { session, signal } = context
  const rejects: Reject[] = []
  if (count === 0) return rejects
  while (rejects.length < maxKnownRejects) {
    const after = rejects.at(-1)?.id
    const page = await session.readRejects({ stream: resolved.name, after, limit: pageSize, signal })
    if (page.length === 0) break
    for (const reject of page) rejects.push({ ...reject, record: null })
  }
  return rejects
}

interface Listing {
  readonly partitions: readonly string[]
  readonly pause?: Pause
}

async function listOrPause(context: RunContext, resolved: ResolvedStream): Promise<Listing> {
  try {
    return { partitions: await listPartitions(context, resolved) }
  } catch (thrown) {
    const pause = findPause(thrown)
    if (pause === undefined) throw thrown
    warnOfPause(context, resolved.name, pause)
    return { partitions: [], pause }
  }
}

async function listPartitions(context: RunContext, resolved: ResolvedStream): Promise<readonly string[]> {
  const { options, signal, startedAt } = context
  const { stream, parameters } = resolved
  if (stream.partitions === undefined) return ['']
  const who = `source ${options.source.name}, stream ${stream.name}, partitions`
  const request = { signal, logger: options.logger, parameters, now: startedAt }
  const listed: unknown = await guard(() => stream.partitions?.(request), {
    signal,
    timeoutInMs: options.stallTimeoutInMs,
    who,
  })
  const isList = Array.isArray(listed) && listed.every((id) => typeof id === 'string' && !id.startsWith('millrace:'))
  if (!isList) throw new InvalidPartError(`${who} must answer an array of texts, none of which begins with "millrace:"`)
  const partitions = listed as readonly string[]
  if (new Set(partitions).size < partitions.length) throw new InvalidPartError(`${who} lists a partition twice`)
  return partitions
}
