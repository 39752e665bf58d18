import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, replacing, unchanged } from '../records/change-records.ts'
import { readOwn } from '../records/read-records.ts'
import { messageOf } from '../records/message-of.ts'
import type { Redactor } from '../secrets/redactor.ts'
import type { Kept } from '../store/store.ts'
import type { AnyEnd } from './any-end.ts'
import type { TestResult } from './end-view.ts'

/** A connection that does not answer for so long does not work. */
const patienceInMs = 30_000

/** Tests the connection of what is registered, and keeps what was found. */
export async function testEnd(context: ManagerContext, kept: AnyEnd): Promise<TestResult> {
  const result = await tryConnection(context, kept)
  const { kind, id, account } = kept
  await changeRecords(context.store, async () => {
    const now = await context.store.now()
    const latest = await readOwn(context.store, kind, { account, id })
    // What was tested is not what is registered by now.
    if (latest.value.updatedAt !== kept.value.updatedAt) return unchanged(undefined)
    const lastTest = { at: now.toISOString(), error: result.error }
    return { changes: [replacing(latest, { ...latest.value, lastTest })], answer: undefined }
  })
  return result
}

/** Tests a connection; nothing is kept. */
export async function tryConnection(context: ManagerContext, kept: AnyEnd): Promise<TestResult> {
  let redactor: Redactor | undefined
  try {
    await using connected = await (isSource(kept)
      ? context.connections.source(kept)
      : context.connections.destination(kept))
    redactor = connected.redactor
    const signal = AbortSignal.timeout(patienceInMs)
    await withinPatience(connected.end.check({ signal, logger: connected.logger }), signal)
    return { isOk: true, error: null }
  } catch (thrown) {
    const message = messageOf(thrown)
    return { isOk: false, error: redactor?.clean(message) ?? message }
  }
}

function isSource(kept: AnyEnd): kept is Kept<'source'> {
  return kept.kind === 'source'
}

/** Plug-ins may overlook a signal. */
async function withinPatience(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const expired = Promise.withResolvers<never>()
  const expire = (): void => expired.reject(new Error(`there was no answer within ${patienceInMs / 1000} seconds`))
  signal.addEventListener('abort', expire, { once: true })
  try {
    await Promise.race([work, expired.promise])
  } finally {
    signal.removeEventListener('abort', expire)
  }
}
