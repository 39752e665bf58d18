import type { Part, ReadRequest } from '@millrace/core/plugin'
import type { ClockifyObject } from '../../entities/clockify-object.ts'
import { entryStart } from '../../entities/entry-interval.ts'
import { parseSavepoint, toSavepointValue } from './entries-savepoint.ts'
import type { EntriesSavepoint, Walk } from './entries-savepoint.ts'
import type { EntryReader } from './entry-reader.ts'
import type { Finding } from './find-entries.ts'
import { planWalk } from './plan-walk.ts'
import type { WalkPlan } from './plan-walk.ts'
import { RunningEntries } from './running-entries.ts'

/** What the entries of a partition are read with. */
export interface ReadEntriesOptions extends Omit<WalkPlan, 'now'> {
  readonly reader: EntryReader
  /** Entries that start before it are left out, in milliseconds since 1970. */
  readonly since: number | undefined
  readonly toRecord: (object: ClockifyObject) => ClockifyObject
  /** Looks for entries that were running and did not come. */
  readonly find: (ids: readonly string[]) => AsyncIterable<Finding>
}

/**
 * Reads a partition: ends the walk that an earlier run began, else begins one. What changed since an earlier run began its
 * walk is read by a walk through the window after it.
 */
export async function* readEntries(request: ReadRequest, options: ReadEntriesOptions): AsyncGenerator<Part> {
  let state = parseSavepoint(request.savepoint)
  const running = new RunningEntries(state.running)
  do {
    const walk = state.walk ?? planWalk(state, { ...options, now: request.now })
    for await (const { objects, progress } of options.reader.pages(walk, request)) {
      running.meet(objects)
      yield* toParts(objects, options)
      if ('complete' in progress) yield { complete: progress.complete }
      state = 'complete' in progress ? endWalk(state, walk) : { ...state, walk: { ...walk, place: progress.next } }
      yield { savepoint: toSavepointValue({ ...state, running: running.ids }) }
    }
  } while (isBehind(state, request.now))
  if (running.unmet.length === 0) return
  for await (const finding of options.find(running.unmet)) {
    if (finding.type === 'found') yield* toParts([finding.entry], options)
    if (finding.type === 'found') running.meet([finding.entry])
    if (finding.type === 'gone') yield { deleted: [finding.id] }
    if (finding.type === 'gone') running.forget(finding.id)
  }
  yield { savepoint: toSavepointValue({ ...state, running: running.ids }) }
}

function endWalk({ running, historyAt, historyFrom }: EntriesSavepoint, walk: Walk): EntriesSavepoint {
  const history =
    walk.phase === 'history' ? { historyAt: walk.begunAt, historyFrom: walk.from } : { historyAt, historyFrom }
  return { readAt: walk.begunAt, ...history, running }
}

/** Whether the walk that has ended was begun by an earlier run. */
function isBehind({ readAt }: EntriesSavepoint, now: Date): boolean {
  return readAt !== undefined && Date.parse(readAt) < now.getTime()
}

function* toParts(objects: readonly ClockifyObject[], { since, toRecord }: ReadEntriesOptions): Generator<Part> {
  const wanted = since === undefined ? objects : objects.filter((object) => (entryStart(object) ?? since) >= since)
  if (wanted.length > 0) yield { records: wanted.map(toRecord) }
}
