import type { Reject } from '../../contract/reject.ts'
import { stepNames } from '../../contract/run-record.ts'
import { publishAside } from '../commit/publish-aside.ts'
import { beginWork } from '../record/begin-work.ts'
import type { PartitionWork } from '../record/partition-work.ts'
import { prepareRecords } from '../record/prepare-record.ts'
import { learnWindow } from '../read/infer-window.ts'
import { readRecord } from './record-text.ts'
import type { RunContext } from '../run-context.ts'
import type { StreamLoad } from '../stream-load.ts'
import { stageRecords } from '../record/stage-records.ts'

/** Rejects are tried again in a partition of this name. */
const retryPartition = 'millrace:retry'

const pageSize = 100

/**
 * Tries the rejects of earlier runs again, before anything new is read: the cause may be mended by now. A full
 * refresh needs none of this, since it reads everything.
 */
export async function retryRejects(context: RunContext, load: StreamLoad): Promise<void> {
  const { resolved, state } = load
  if (state.rejects === 0 || resolved.maxRetriedRejects === 0) return
  const work = await beginWork(context, load, retryPartition, undefined)
  for await (const page of readRejects(context, load)) {
    // Where all records were rejected so far, these are the first to tell of tables.
    if (load.engine.needsWindow)
      await learnWindow([{ type: 'records', records: page.flatMap(readKept), bytes: 0 }], work)
    for (const reject of page) await retry(work, reject)
  }
  if (work.tally.retried === 0) return
  const published = publishAside(work)
  if (context.options.atomic) load.held.push({ published, tally: work.takeTally() })
  else await context.publisher.publishPartition(load, published, work)
}

/** As many as may be retried in one run; in the next run those that come behind them. */
async function* readRejects(
  context: RunContext,
  { resolved, state, rejects }: StreamLoad,
): AsyncGenerator<readonly Reject[]> {
  const { session, signal } = context
  const wanted = Math.min(resolved.maxRetriedRejects, state.rejects)
  let after = wanted < state.rejects ? rejects.startOfRound(session.runNumber * wanted) : undefined
  let isSecondRound = after === undefined
  for (let left = wanted; left > 0;) {
    const limit = Math.min(pageSize, left)
    const page = await session.readRejects({ stream: resolved.name, after, limit, signal })
    if (page.length === 0 && isSecondRound) return
    isSecondRound ||= page.length === 0
    after = page.at(-1)?.id
    left -= page.length
    yield page
  }
}

function readKept({ record }: Reject): readonly unknown[] {
  return record === null ? [] : [readRecord(record)]
}

async function retry(work: PartitionWork, reject: Reject): Promise<void> {
  // A record that was too large to be kept can only be read again; one without a key is another one each time.
  if (reject.record === null || !reject.hasKey) return
  const { load, tally } = work
  const { resolved } = load
  const hasPassedFilter = stepNames.indexOf(reject.step) > stepNames.indexOf('filter')
  // Without its excluded fields the record would be judged by what is no longer there.
  if (resolved.fields !== undefined && !hasPassedFilter) return
  tally.retried += 1
  tally.removedRejects.add(reject.id)
  const judged = hasPassedFilter ? { ...resolved, schema: undefined, filter: undefined } : resolved
  const prepared = await prepareRecords([readRecord(reject.record)], {
    ...work.preparation,
    resolved: judged,
  })
  await stageRecords(work, prepared, { partition: reject.partition, earlier: reject })
}
