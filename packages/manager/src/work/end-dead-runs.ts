import type { Destination, RunRecord } from '@millrace/core'
import PQueue from 'p-queue'
import type { Connected } from '../ends/connections.ts'
import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import { messageOf } from '../records/message-of.ts'
import type { Kept } from '../store/store.ts'
import { connectEnds } from './connect-ends.ts'
import { cleanCounts, countsOf } from './count-runs.ts'
import { finishBuild } from './finish-build.ts'
import { finishRun } from './finish-run.ts'
import type { FinishRequest } from './finish-run.ts'
import { finishSuccess } from './finish-success.ts'
import type { RunCounts } from './run-outcome.ts'
import { cleanText } from './to-engine-options.ts'
import type { ConnectedEnds } from './to-engine-options.ts'
import { withinSignal } from './within-signal.ts'

/** A build whose process died so often is not begun again. */
const maxBuildDeaths = 3

/** A destination that does not answer for so long says nothing of the run. */
const inspectionPatienceInMs = 15_000

/** So many are looked up at the same time: a destination that does not answer must not hold up the others. */
const concurrency = 8

/** Ends the runs whose process has gone silent. What became of them is looked up in their destinations. */
export async function endDeadRuns(context: ManagerContext): Promise<void> {
  const { store, logger } = context
  const silent = await store.list('run', { states: ['running'], dueBy: await store.now() })
  const queue = new PQueue({ concurrency })
  await queue.addAll(
    silent.map((row) => async () => {
      try {
        await endDead(context, row)
      } catch (thrown) {
        logger.error({ run: row.id, cause: messageOf(thrown) }, 'a run whose process is silent could not be ended yet')
      }
    }),
  )
}

async function endDead(context: ManagerContext, row: Kept<'run'>): Promise<void> {
  const { claim, type } = row.value
  if (claim === null) return
  await (type === 'build' ? endDeadBuild(context, row, claim) : endDeadRun(context, row, claim))
}

type Claim = NonNullable<Kept<'run'>['value']['claim']>

async function endDeadRun(context: ManagerContext, row: Kept<'run'>, claim: Claim): Promise<void> {
  const finish = await reconcile(context, row, claim)
  await finishRun(context, { run: row.id, worker: claim.worker, ...finish, ifSilentBy: new Date(claim.until) })
}

/** A build can be done twice: it is queued again. */
async function endDeadBuild(context: ManagerContext, row: Kept<'run'>, { worker, until }: Claim): Promise<void> {
  const { store } = context
  const deaths = (row.value.deaths ?? 0) + 1
  if (deaths >= maxBuildDeaths) {
    const error = `the process that built the tables went silent, ${deaths} times; the last claim ended at ${until}`
    await finishBuild(context, { run: row.id, worker, outcome: { type: 'failed', error } })
    return
  }
  await changeRecords(store, async () => {
    const latest = await store.read('run', row.id)
    if (latest?.revision !== row.revision) return unchanged(undefined)
    return {
      changes: [replacing(latest, { ...latest.value, state: 'queued', claim: null, deaths })],
      answer: undefined,
    }
  })
  context.wake()
}

type Finish = Pick<FinishRequest, 'outcome' | 'onSuccess'>

/** What the destination knows of the run is the truth: its record is committed with the data. */
async function reconcile(context: ManagerContext, row: Kept<'run'>, { until }: Claim): Promise<Finish> {
  const died = (text: string, counts?: RunCounts): Finish => {
    const error = `the process that ran it went silent; its claim ended at ${until}. ${text}`
    return { outcome: { type: 'failed', counts, error, isGuard: false, hasDied: true } }
  }
  const { engineRun, pipeline: id } = row.value
  const pipeline = await context.store.read('pipeline', id)
  if (engineRun === null || pipeline === undefined) return died(notBegun)
  let ends: (ConnectedEnds & AsyncDisposable) | undefined
  const clean = (text: string): string => (ends === undefined ? text : cleanText(ends, text))
  try {
    ends = await connectEnds(context, pipeline.account, pipeline.value.definition)
    const signal = AbortSignal.timeout(inspectionPatienceInMs)
    const record = await findRecord(ends.destination, { stateId: pipeline.value.stateId, engineRun, signal })
    if (record === undefined) return died(notBegun)
    const counts = cleanCounts(countsOf(record), clean)
    switch (record.status) {
      case 'succeeded':
        return await finishSuccess(context, pipeline.value, { ends, streams: record.streams, counts, signal })
      case 'paused':
        return await pausedAt(context, counts, record.resumeAt)
      case 'cancelled':
        // Its process broke it off; whether somebody wanted that, its row says.
        return await pausedAt(context, counts, null)
      case 'running':
        return died('What it has committed stays, and the next run goes on from there', counts)
      case 'failed':
        return { outcome: { type: 'failed', counts, error: clean(record.error), isGuard: false, hasDied: false } }
      default:
        return record.status satisfies never
    }
  } catch (thrown) {
    return died(`What it has committed could not be looked up: ${clean(messageOf(thrown))}`)
  } finally {
    await ends?.[Symbol.asyncDispose]()
  }
}

const notBegun = 'It had not begun in the destination'

async function pausedAt(
  { store }: ManagerContext,
  counts: RunCounts,
  resumeAt: string | Date | null | undefined,
): Promise<Finish> {
  return { outcome: { type: 'paused', counts, resumeAt: new Date(resumeAt ?? (await store.now())) } }
}

async function findRecord(
  { end, logger }: Connected<Destination>,
  place: { readonly stateId: string; readonly engineRun: string; readonly signal: AbortSignal },
): Promise<RunRecord | undefined> {
  const { stateId, engineRun, signal } = place
  const { runs } = await withinSignal(end.inspect({ pipeline: stateId, maxRuns: 20, signal, logger }), signal)
  return runs.find(({ id }) => id === engineRun)
}
