import type { RowKey } from '../../contract/key.ts'
import { SourceError } from '../../contract/errors/source-error.ts'
import type { Confirmation } from '../../contract/stream.ts'
import { publishAside } from '../commit/publish-aside.ts'
import { beginWork } from '../record/begin-work.ts'
import { asError } from '../guard.ts'
import type { PartitionWork } from '../record/partition-work.ts'
import { prepareRecords } from '../record/prepare-record.ts'
import { pullParts } from '../read/pull-parts.ts'
import type { RunContext } from '../run-context.ts'
import { stageRecords } from '../record/stage-records.ts'
import type { HeldPartition, StreamLoad } from '../stream-load.ts'

/** Rows that were found alive are staged as if they came from a partition of this name. */
const confirmPartition = 'millrace:confirm'

/** Keys that are asked about at a time. */
const pageSize = 100

export interface Confirmed {
  /** Records that live, staged to be merged. */
  readonly confirmed: HeldPartition | undefined
  readonly alive: number
  readonly unknown: number
}

/** Asks the source about every missing row. Only those that it says are gone stay marked for deletion. */
export async function confirmDeletions(context: RunContext, load: StreamLoad): Promise<Confirmed> {
  const { session, signal } = context
  const { resolved } = load
  if (resolved.stream.confirmDeleted === undefined) return { confirmed: undefined, alive: 0, unknown: 0 }
  let work: PartitionWork | undefined
  let alive = 0
  let unknown = 0
  let after: RowKey | undefined
  while (true) {
    const page = await session.readMissing({ stream: resolved.name, after, limit: pageSize, signal })
    if (page.length === 0)
      return { confirmed: work && { published: publishAside(work), tally: work.takeTally() }, alive, unknown }
    after = page.at(-1)
    const answers = await askOrKeep(context, load, page)
    const kept = page.filter((key) => answers.get(keyText(load, key)) !== 'gone')
    const records = [...answers.values()].filter((answer) => typeof answer === 'object')
    alive += records.length
    unknown += kept.length - records.length
    if (records.length > 0) {
      work ??= await beginWork(context, load, confirmPartition, undefined)
      work.tally.read += records.length
      const prepared = await prepareRecords(
        records.map(({ record }) => record),
        work.preparation,
      )
      // Which partition would bring them is not known; rows that none is noted for belong to all.
      await stageRecords(work, prepared, { partition: null, earlier: undefined })
    }
    if (kept.length > 0) await session.keepMissing({ stream: resolved.name, keys: kept, signal })
  }
}

type Answer = 'gone' | { readonly record: unknown }

/** A source that fails to answer knows of none of the keys. */
async function askOrKeep(
  context: RunContext,
  load: StreamLoad,
  page: readonly RowKey[],
): Promise<ReadonlyMap<string, Answer>> {
  try {
    return await askAbout(context, load, page)
  } catch (thrown) {
    context.signal.throwIfAborted()
    const { name } = load.resolved
    const cause = asError(thrown, `source ${context.options.source.name}`).message
    context.warn({
      code: 'confirm_failed',
      message: `missing rows are kept, since the source failed: ${cause}`,
      stream: name,
    })
    return new Map()
  }
}

/** Answers by key; a key without one is unknown. */
async function askAbout(
  context: RunContext,
  load: StreamLoad,
  page: readonly RowKey[],
): Promise<ReadonlyMap<string, Answer>> {
  const { options, signal } = context
  const { engine, resolved } = load
  const { stream } = resolved
  const who = `source ${options.source.name}, stream ${stream.name}, confirmDeleted`
  const asked = new Set(page.map((key) => keyText(load, key)))
  const answers = new Map<string, Answer>()
  const keys = page.map((key) => engine.formatKey(key))
  const request = { signal, logger: options.logger, parameters: resolved.parameters, now: context.startedAt }
  const given = pullParts(() => stream.confirmDeleted?.(keys, request) ?? nothing(), {
    signal,
    timeoutInMs: options.stallTimeoutInMs,
    who,
  })
  for await (const confirmation of given) {
    const answer = toAnswer(confirmation as Confirmation, load, who)
    if (answer !== undefined && asked.has(answer.keyText)) answers.set(answer.keyText, answer.answer)
  }
  return answers
}

function toAnswer(
  confirmation: Confirmation,
  { engine }: StreamLoad,
  who: string,
): { readonly keyText: string; readonly answer: Answer } | undefined {
  if (typeof confirmation !== 'object' || confirmation === null) {
    throw asError(confirmation, who)
  }
  if ('unknown' in confirmation) return undefined
  if ('gone' in confirmation) {
    const identity = engine.identifyKey(confirmation.gone)
    return identity.type === 'problem' ? undefined : { keyText: identity.keyText, answer: 'gone' }
  }
  if ('record' in confirmation && typeof confirmation.record === 'object' && confirmation.record !== null) {
    const identity = engine.identify(confirmation.record as Readonly<Record<string, unknown>>)
    return identity.type === 'problem'
      ? undefined
      : { keyText: identity.keyText, answer: { record: confirmation.record } }
  }
  throw new SourceError({
    code: 'invalid_confirmation',
    message: `${who} must yield { gone }, { record } or { unknown }`,
  })
}

function keyText({ engine }: StreamLoad, key: RowKey): string {
  const identity = engine.identifyKey(engine.formatKey(key))
  return identity.type === 'problem' ? '' : identity.keyText
}

async function* nothing(): AsyncGenerator<Confirmation> {}
