import { InvalidOptionsError, planPipeline } from '@millrace/core'
import type { DestinationConnector, OptionProblem, PipelinePlan } from '@millrace/core'
import { parseSettings } from '@millrace/core/plugin'
import type { Stream } from '@millrace/core/plugin'
import { connectorOf } from '../ends/connector-of.ts'
import { ManagerError } from '../manager-error.ts'
import type { ManagerContext } from '../manager-context.ts'
import { readOwn } from '../records/read-records.ts'
import { cleanError } from '../secrets/clean-error.ts'
import type { PipelineDefinition, PipelineRecord, StreamOffer } from '../store/records.ts'
import { connectEnds } from '../work/connect-ends.ts'
import { toEngineOptions } from '../work/to-engine-options.ts'
import type { ConnectedEnds, EngineRecord } from '../work/to-engine-options.ts'
import { checkData } from './check-data.ts'
import { requireWorking } from './require-working.ts'

/** A definition that can be built. */
export interface CheckedDefinition {
  readonly offers: StreamOffer
  /** Types that the transformation decides, by path. */
  readonly columns: PipelineRecord['columns']
  /** What becomes of what stands. */
  readonly plan: PipelinePlan
}

/** Looking at both ends may take so long. */
const patienceInMs = 60_000

/**
 * Checks a definition against the stream and both ends, which must work. Throws `InvalidOptionsError` with every problem.
 * `state` is where it would stand.
 */
export async function checkDefinition(
  context: ManagerContext,
  account: number,
  definition: PipelineDefinition,
  state: Pick<PipelineRecord, 'name' | 'stateId' | 'readsEverything' | 'interimTables'>,
): Promise<CheckedDefinition> {
  const { store, destinations } = context
  const [source, destination] = await Promise.all([
    readOwn(store, 'source', { account, id: definition.source }),
    readOwn(store, 'destination', { account, id: definition.destination }),
  ])
  if (destination.value.mode === 'maintenance') throw new ManagerError('data_warehouse_is_in_maintenance_mode')
  await requireWorking(context, source, destination)
  await using ends = await connectEnds(context, account, definition)
  const signal = AbortSignal.timeout(patienceInMs)
  try {
    const stream = await findStream(ends, definition, signal)
    const data = await checkData(context, ends, definition, signal)
    const problems = [
      ...checkDeltas(connectorOf(destinations, destination.value.connector), definition),
      ...data.problems,
    ]
    // What is known to be wrong would be found a second time.
    const fit = data.problems.length === 0 ? definition : { ...definition, filter: null, transformation: null }
    const record = { ...state, definition: fit, ...(data.columns === undefined ? {} : { columns: data.columns }) }
    const plan = await planOrProblems(context, { ends, record, signal, problems })
    return { offers: offersOf(stream), columns: data.columns, plan }
  } catch (thrown) {
    throw cleanError(cleanError(thrown, ends.source.redactor), ends.destination.redactor)
  }
}

async function findStream(
  { source }: ConnectedEnds,
  definition: PipelineDefinition,
  signal: AbortSignal,
): Promise<Stream> {
  const streams = await source.end.streams({ signal, logger: source.logger })
  const stream = streams.find(({ name }) => name === definition.stream)
  if (stream !== undefined) return stream
  const message = `stream ${definition.stream} does not exist; ${source.end.name} has: ${streams.map(({ name }) => name).join(', ')}`
  throw new InvalidOptionsError([{ path: 'stream', message }])
}

/** What can be asked of a stream. */
function offersOf(stream: Stream): StreamOffer {
  const { primaryKey = [], incremental, modes } = stream
  const isKeyed = primaryKey.length > 0
  const isOffered = modes?.includes('incremental') ?? true
  return { isKeyed, isIncremental: incremental !== undefined && isKeyed && isOffered }
}

/** What is said of delta tables is the destination's own. */
function checkDeltas(
  { deltaOptions: schema, name }: DestinationConnector,
  { deltaOptions }: PipelineDefinition,
): readonly OptionProblem[] {
  if (schema === undefined) {
    const isNothing = deltaOptions === null || Object.keys(deltaOptions as object).length === 0
    return isNothing ? [] : [{ path: 'deltaOptions', message: `destination ${name} has no options for delta tables` }]
  }
  try {
    parseSettings(schema, deltaOptions ?? {})
    return []
  } catch (thrown) {
    if (!InvalidOptionsError.isInstance(thrown)) throw thrown
    return thrown.problems.map(({ path, message }) => ({ path: `deltaOptions.${path}`, message }))
  }
}

/** The engine finds out what it would refuse; its words of the stream's options are those of the definition. */
async function planOrProblems(
  context: ManagerContext,
  check: {
    readonly ends: ConnectedEnds
    readonly record: EngineRecord
    readonly signal: AbortSignal
    readonly problems: readonly OptionProblem[]
  },
): Promise<PipelinePlan> {
  const { ends, record, signal, problems } = check
  const prefix = `streams.${record.definition.stream}.`
  try {
    const plan = await planPipeline({ ...toEngineOptions(context, record, ends), signal })
    if (problems.length === 0) return plan
  } catch (thrown) {
    if (!InvalidOptionsError.isInstance(thrown)) throw thrown
    const named = thrown.problems.map(({ path, message }) => ({
      path: path.startsWith(prefix) ? path.slice(prefix.length) : path,
      message,
    }))
    throw new InvalidOptionsError([...problems, ...named])
  }
  throw new InvalidOptionsError(problems)
}
