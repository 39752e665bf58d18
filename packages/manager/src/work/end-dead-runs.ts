import type { RunRecord } from '@millrace/core'
import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import { messageOf } from '../records/message-of.ts'
import type { Kept } from '../store/store.ts'
import { connectEnds } from './connect-ends.ts'
import { cleanCounts, countsOf } from './count-runs.ts'
import { finishBuild } from './finish-build.ts'
import { finishRun } from './finish-run.ts'
import type { RunOutcome } from './run-outcome.ts'
import { cleanText } from './to-engine-options.ts'
import type { ConnectedEnds } from './to-engine-options.ts'

/** A build whose process died so often is not begun again. */
const maxBuildDeaths = 3

/** A destination that does not answer for so long says nothing of the run. */
const inspectionPatienceInMs = 15_000

/** Ends the runs whose process has gone silent. What became of them is looked up in their destinations. */
export async function endDeadRuns(context: ManagerContext): Promise<void> {
  const { store } = context
  const silent = await store.list('run', { states: ['running'], dueBy: await store.now() })
  for (const row of silent) {
    const { claim, type } = row.value
    if (claim === null) continue
    if (type === 'build') await endDeadBuild(context, row, claim)
    else await endDeadRun(context, row, claim)
  }
}

type Claim = NonNullable<Kept<'run'>['value']['claim']>

async function endDeadRun(context: ManagerContext, row: Kept<'run'>, claim: Claim): Promise<void> {
  const outcome = await reconcile(context, row, claim)
  await finishRun(context, { run: row.id, worker: claim.worker, outcome, ifSilentBy: new Date(claim.until) })
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

/** What the destination knows of the run is the truth: its record is committed with the data. */
async function reconcile(context: ManagerContext, row: Kept<'run'>, { until }: Claim): Promise<RunOutcome> {
  const silent = `the process that ran it went silent; its claim ended at ${until}`
  const died = (text: string, record?: RunRecord): RunOutcome => ({
    type: 'failed',
    counts: record === undefined ? undefined : countsOf(record),
    error: `${silent}. ${text}`,
    isGuard: false,
    hasDied: true,
  })
  const found = await findRecord(context, row)
  if (found.type === 'unknown') return died(`What it has committed could not be looked up: ${found.reason}`)
  const { record, clean } = found
  if (record === undefined) return died('It had not begun in the destination')
  const counts = cleanCounts(countsOf(record), clean)
  switch (record.status) {
    case 'succeeded':
    case 'cancelled':
      return { type: record.status, counts }
    case 'paused':
      return { type: 'paused', counts, resumeAt: new Date(record.resumeAt ?? (await context.store.now())) }
    case 'running':
      return died('What it has committed stays, and the next run goes on from there', record)
    case 'failed':
      return { type: 'failed', counts, error: clean(record.error), isGuard: false, hasDied: false }
    default:
      return record.status satisfies never
  }
}

type Found =
  | { readonly type: 'known'; readonly record: RunRecord | undefined; readonly clean: (text: string) => string }
  | { readonly type: 'unknown'; readonly reason: string }

async function findRecord(context: ManagerContext, row: Kept<'run'>): Promise<Found> {
  const { engineRun, pipeline: id } = row.value
  const pipeline = await context.store.read('pipeline', id)
  if (engineRun === null || pipeline === undefined) return { type: 'known', record: undefined, clean: (text) => text }
  const { definition, stateId } = pipeline.value
  let ends: (ConnectedEnds & AsyncDisposable) | undefined
  try {
    ends = await connectEnds(context, pipeline.account, definition)
    const connected = ends
    const { runs } = await connected.destination.end.inspect({
      pipeline: stateId,
      maxRuns: 20,
      signal: AbortSignal.timeout(inspectionPatienceInMs),
      logger: context.logger,
    })
    const record = runs.find((known) => known.id === engineRun)
    return { type: 'known', record, clean: (text) => cleanText(connected, text) }
  } catch (thrown) {
    const reason = messageOf(thrown)
    return { type: 'unknown', reason: ends === undefined ? reason : cleanText(ends, reason) }
  } finally {
    await ends?.[Symbol.asyncDispose]()
  }
}
