import type { RunStatus } from '../contract/run-record.ts'
import type { StoredSavepoint } from '../contract/savepoint.ts'
import type { RunContext } from './run-context.ts'
import type { RunRecorder } from './commit/run-recorder.ts'
import type { RunResult, StreamResult } from './run-result.ts'
import type { StreamLoad } from './stream-load.ts'

export async function toResult(
  context: RunContext,
  recorder: RunRecorder,
  status: Exclude<RunStatus, 'running'>,
): Promise<RunResult> {
  const record = recorder.toRecord({ status, error: '', ledgers: new Map() })
  const streams: Record<string, StreamResult> = {}
  for (const load of recorder.loads) {
    const counts = record.streams[load.resolved.name]
    if (counts === undefined) continue
    streams[load.resolved.name] = { ...counts, mode: load.mode, savepoints: await readSavepoints(context, load) }
  }
  return {
    id: record.id,
    pipeline: record.pipeline,
    status,
    resumeAt: status === 'paused' ? recorder.resumeAt : undefined,
    startedAt: context.startedAt,
    endedAt: new Date(context.options.now()),
    steps: record.steps,
    streams,
    warnings: record.warnings,
  }
}

async function readSavepoints(
  context: RunContext,
  load: StreamLoad,
): Promise<Readonly<Record<string, StoredSavepoint>>> {
  let { savepoints } = load.state
  try {
    const signal = new AbortController().signal
    ;({ savepoints } = await context.session.readStream({ stream: load.resolved.name, signal }))
  } catch {
    // Of a lost destination the savepoints found at the beginning are all that is known.
  }
  return Object.fromEntries(savepoints.map((savepoint) => [savepoint.partition, savepoint]))
}
