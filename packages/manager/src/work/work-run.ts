import { runPipeline } from '@millrace/core'
import type { RunResult } from '@millrace/core'
import type { WorkOptions } from '../executor/executor.ts'
import type { ManagerContext } from '../manager-context.ts'
import { connectEnds } from './connect-ends.ts'
import { cleanCounts, countsOf } from './count-runs.ts'
import { drainingSource } from './draining-source.ts'
import { failureOutcome, stoppedOutcome } from './failure-outcome.ts'
import type { FinishRequest } from './finish-run.ts'
import { finishSuccess } from './finish-success.ts'
import type { Job } from './job.ts'
import type { RunCounts, RunOutcome } from './run-outcome.ts'
import { RunProgress } from './run-progress.ts'
import { cleanText, toEngineOptions } from './to-engine-options.ts'
import type { ConnectedEnds } from './to-engine-options.ts'

type Finish = Pick<FinishRequest, 'outcome' | 'onSuccess'>

/** Carries out a run, and says how it ended. Never throws for what goes wrong in it. */
export async function workRun(context: ManagerContext, job: Job, options: WorkOptions): Promise<Finish> {
  const { claimed, row, pipeline } = job
  const progress = new RunProgress(context, claimed.run, options.worker)
  let ends: (ConnectedEnds & AsyncDisposable) | undefined
  const clean = (text: string): string => (ends === undefined ? text : cleanText(ends, text))
  try {
    ends = await connectEnds(context, claimed.account, pipeline.value.definition)
    const result = await runPipeline({
      ...toEngineOptions(context, pipeline.value, ends, row.value),
      source: drainingSource(ends.source.end, options.draining),
      signal: options.signal,
      ...(options.deadline === undefined ? {} : { deadline: options.deadline }),
      onEvent: progress.note,
    })
    await progress.settled()
    const counts = cleanCounts(countsOf(result), clean)
    if (result.status === 'succeeded') {
      const { streams } = result
      return await finishSuccess(context, pipeline.value, { ends, streams, counts, signal: options.signal })
    }
    return { outcome: await outcomeOf(context, job, result, counts) }
  } catch (thrown) {
    await progress.settled()
    return { outcome: await failureOutcome(context, thrown, { row, clean, signal: options.signal }) }
  } finally {
    await ends?.[Symbol.asyncDispose]()
  }
}

async function outcomeOf(
  context: ManagerContext,
  { row }: Job,
  result: RunResult,
  counts: RunCounts,
): Promise<RunOutcome> {
  if (result.status === 'paused') {
    return { type: 'paused', counts, resumeAt: result.resumeAt ?? (await context.store.now()) }
  }
  return stoppedOutcome(context, row, counts)
}
