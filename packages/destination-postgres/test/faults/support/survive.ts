import { MillraceError, RunError } from '@millrace/core'
import type { Ended, FaultBench } from '@millrace/testkit'
import type { Load } from './loads.ts'

/**
 * What is wrong after a run that something happened to, and after the next ones: it has succeeded, or failed with a named error
 * that says it can be tried again; what stands is right at any time, and complete in the end. `canClose`: the server was within
 * reach when the run ended.
 */
export async function survive(
  bench: FaultBench,
  load: Load,
  ended: Ended,
  { canClose = true }: { readonly canClose?: boolean } = {},
): Promise<readonly string[]> {
  const { truth, quietTruth, keepsRemoved } = load
  const problems = [...judge(ended)]
  // Whoever has lost its connection cannot always end its record, or give its lease back.
  const moment = ended.error === undefined && canClose ? 'ended' : 'crashed'
  problems.push(...(await bench.check({ moment, truth, mayKeepRemoved: keepsRemoved })))
  await bench.passLease()
  bench.world.update(2)
  bench.world.write(2)
  const next = await bench.run()
  if (next.error !== undefined) problems.push(`the next run failed: ${describe(next)}`)
  problems.push(...(await bench.check({ truth, mayKeepRemoved: keepsRemoved })))
  const last = await bench.run()
  if (last.error !== undefined) problems.push(`the last run failed: ${describe(last)}`)
  problems.push(...(await bench.check({ truth: quietTruth, mayKeepRemoved: keepsRemoved })))
  return problems
}

/** What made a run fail. */
export function reasonOf({ error }: Ended): unknown {
  return RunError.isInstance(error) ? error.cause : error
}

function judge(ended: Ended): readonly string[] {
  if (ended.result !== undefined) return ended.result.status === 'succeeded' ? [] : [`it is ${ended.result.status}`]
  const reason = reasonOf(ended)
  const isNamed = MillraceError.isInstance(reason) && reason.isRetryable && /^postgres_|^stalled$/.test(reason.code)
  return isNamed ? [] : [`it failed with ${describe(ended)}`]
}

function describe(ended: Ended): string {
  const reason = reasonOf(ended)
  const code = MillraceError.isInstance(reason) ? `${reason.code}${reason.isRetryable ? ', retryable' : ''}` : 'no code'
  return `${code}: ${reason instanceof Error ? (reason.stack ?? reason.message) : String(reason)}`
}
