import type { AccountManager } from '@millrace/manager'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route, ServerEvent } from '../../routing/route.ts'
import { toJson } from '../../routing/to-json.ts'
import { runBody, runExtras, toRunBody } from '../../schemas/run.ts'

export const cancelRun: Route = defineRoute({
  operation: 'cancelRun',
  method: 'POST',
  path: '/pipelines/runs/{id}/cancel',
  tag: 'Runs',
  summary: 'End a run; what it has committed stays',
  description: 'One that is over stays as it is.',
  access: 'full',
  resource: 'run',
  answers: { 200: { description: 'The run as it stands.', schema: runBody } },
  async handle({ account: { runs }, id }) {
    await runs.cancel(id)
    return { body: toRunBody(await runs.read(id), runExtras) }
  },
})

export const watchRun: Route = defineRoute({
  operation: 'watchRun',
  method: 'GET',
  path: '/pipelines/runs/{id}/events',
  tag: 'Runs',
  summary: 'The run as it stands, and again whenever it has changed, until it is over, as server-sent events',
  description: 'Every event is called `run`; its data is the run with all its fields.',
  access: 'read',
  resource: 'run',
  answers: { 200: { description: 'The events.', schema: z.string(), type: 'text/event-stream' } },
  async handle({ account, id, signal }) {
    await account.runs.read(id)
    return { events: eventsOf(account, id, signal) }
  },
})

/** A run is looked at so often, wherever it is carried out. */
const intervalInMs = 250

async function* eventsOf(
  { runs }: AccountManager,
  id: number,
  signal: AbortSignal,
): AsyncGenerator<ServerEvent, void, undefined> {
  let last = ''
  while (!signal.aborted) {
    const run = await runs.read(id)
    const data = toRunBody(run, runExtras)
    const text = toJson(data)
    if (text !== last) yield { event: 'run', data }
    last = text
    if (run.endTime !== null) return
    await wait(intervalInMs, undefined, { signal }).catch(() => undefined)
  }
}
