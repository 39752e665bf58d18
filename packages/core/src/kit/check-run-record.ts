import { DestinationError } from '../contract/errors/destination-error.ts'
import type { RunRecord } from '../contract/run-record.ts'

/** Throws a `DestinationError` unless a run record is that of the session's run. */
export function checkRunRecord(
  record: Pick<RunRecord, 'id' | 'number' | 'pipeline'>,
  session: { readonly run: string; readonly runNumber: number; readonly pipeline: string },
): void {
  const { run, runNumber, pipeline } = session
  if (record.id === run && record.number === runNumber && record.pipeline === pipeline) return
  throw new DestinationError({
    message: `the record of run ${run} of pipeline ${pipeline}, number ${runNumber}, names another run`,
  })
}
