import { defineSource, memoryDestination, runPipeline, SourceError } from '@millrace/core'
import type { MemoryDestination, Part, PipelineOptions, RunEvent, StreamOptions } from '@millrace/core'
import type { Logger, StandardSchema, StreamDefinition } from '@millrace/core/plugin'
import { expect, test } from 'vitest'

const canary = 'c4n4ry-s3cr3t'

/** Everything a run tells to anybody, by where it was told. */
type Told = Readonly<Record<'error' | 'logs' | 'events' | 'result' | 'records' | 'rejects' | 'savepoints', string>>

async function listen(options: Partial<PipelineOptions> & Pick<PipelineOptions, 'source'>): Promise<Told> {
  const logs: string[] = []
  const events: RunEvent[] = []
  const log = (fields: object, message: string): void => void logs.push(`${message} ${JSON.stringify(fields)}`)
  const logger: Logger = { debug: log, info: log, warn: log, error: log }
  const destination: MemoryDestination = memoryDestination()
  const onEvent = (event: RunEvent): void => void events.push(event)
  const quick = { maxAttempts: 1, stallTimeoutInMs: 1_000, inferenceWindow: 1 }
  const [outcome] = await Promise.allSettled([
    runPipeline({ id: 'p', destination, logger, onEvent, ...quick, ...options }),
  ])
  const rejects = destination.describe().flatMap(({ schema }) => destination.rejects('p', schema.stream))
  return {
    error: outcome.status === 'rejected' ? inText(outcome.reason) : '',
    logs: logs.join('\n'),
    events: inText(events),
    result: outcome.status === 'fulfilled' ? inText(outcome.value) : '',
    records: inText(destination.runs()),
    // The record itself is kept with its reject: that is what a reject is for.
    rejects: inText(rejects.map((reject) => ({ ...reject, record: null }))),
    savepoints: inText(destination.savepoints('p', 'rows')),
  }
}

/** All of a value as text: what errors hide, and what stands in bigints, too. A thrown value that is no error is its cause. */
function inText(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member === 'bigint') return String(member)
    if (!(member instanceof Error)) return member
    const { message, stack, cause } = member
    const own = Object.fromEntries(Object.entries(member))
    return { ...own, message, stack, cause: cause instanceof Error ? cause : undefined }
  })
}

function whereTold(told: Told): readonly string[] {
  return Object.entries(told).flatMap(([where, text]) => (text.includes(canary) ? [where] : []))
}

function sourceOf(parts: readonly unknown[], rest: Partial<StreamDefinition> = {}): PipelineOptions['source'] {
  async function* read(): AsyncGenerator<Part> {
    yield { records: [{ id: 1, name: 'sound', at: '2026-01-01T00:00:00Z' }] }
    for (const part of parts) {
      if (part instanceof Error || typeof part === 'string') throw part
      yield part as Part
    }
  }
  return defineSource({ name: 'talker', streams: { rows: { primaryKey: 'id', ...rest, read } } })
}

/** A source that was bound to settings, as a connector does it. */
function connect({ apiKey, fails }: { readonly apiKey: string; readonly fails: boolean }): PipelineOptions['source'] {
  const headers = { authorization: `Bearer ${apiKey}` }
  return defineSource({
    name: 'keyed',
    streams: {
      rows: {
        primaryKey: 'id',
        async *read() {
          yield { records: [{ id: 1, length: headers.authorization.length }] }
          if (fails) throw new SourceError({ message: 'the server answered 401', cause: { status: 401 } })
        },
      },
    },
  })
}

test.each([false, true])('a secret of the settings is told to nobody (the run fails: %s)', async (fails) => {
  const told = await listen({ source: connect({ apiKey: canary, fails }) })
  expect(told.error === '').toBe(!fails)
  expect(whereTold(told)).toEqual([])
})

test('what the error of a source says itself stands in the error, its event and the record of the run, nowhere else', async () => {
  const told = await listen({ source: sourceOf([new SourceError({ message: `no such key: ${canary}` })]) })
  expect(whereTold(told)).toEqual(['error', 'events', 'records'])
})

test('a text that is thrown instead of an error is the cause, and never part of a message', async () => {
  const told = await listen({ source: sourceOf([`no such key: ${canary}`]) })
  expect(told.error).toContain('threw_no_error')
  expect(whereTold(told)).toEqual([])
})

const quoting: StandardSchema = {
  '~standard': {
    version: 1,
    vendor: 'quoting',
    validate: (value) =>
      inText(value).includes(canary)
        ? { issues: [{ message: `'${canary}' is not a name`, path: ['name'] }] }
        : { value },
  },
}
const tell = (record: unknown): never => {
  throw new Error(`cannot work on ${inText(record)}`)
}
const isTold = (record: unknown): boolean => inText(record).includes(canary)

/** A record whose values must not be told, and what is done to it. */
const rejected: Readonly<
  Record<string, { stream?: Partial<StreamDefinition>; options?: StreamOptions; record?: unknown }>
> = {
  'the schema of the stream': { stream: { schema: quoting } },
  'a filter that throws': { options: { filter: (record) => !isTold(record) || tell(record) } },
  'a transform that throws': { options: { transform: (record) => (isTold(record) ? tell(record) : record) } },
  'a transform that rejects': {
    options: { transform: async (record) => (isTold(record) ? tell(record) : record) },
  },
  'a transform that changes the key': {
    options: { transform: (record) => (isTold(record) ? { ...record, id: canary } : record) },
  },
  'a key of another type': { record: { id: canary } },
  'a key that is an object': { record: { id: { secret: canary } } },
  'a cursor that is none': {
    stream: { incremental: 'cursor', cursor: 'at' },
    record: { id: 2, at: canary },
  },
  'a declared type': { stream: { columns: { count: 'integer' } }, record: { id: 2, count: canary } },
  'a getter that throws': {
    record: Object.defineProperty({ id: 2 }, 'name', { enumerable: true, get: () => tell(canary) }),
  },
  'no object': { record: canary },
  'drift that is refused': { options: { drift: 'discardRecord' }, record: { id: 2, surname: canary } },
  'drift that is left out': { options: { drift: 'discardValue' }, record: { id: 2, surname: canary } },
  'drift that is frozen': { options: { drift: 'freeze' }, record: { id: 2, surname: canary } },
  'too many rejects': { options: { rejectLimit: 0 }, record: canary },
}

test.each(Object.entries(rejected))('values of a record are not told by %s', async (_name, given) => {
  const { stream, options = {}, record = { id: 2, name: canary } } = given
  const told = await listen({ source: sourceOf([{ records: [record] }], stream), streams: { rows: options } })
  expect(told.events).toMatch(/record-rejected|variant|warning-raised|attempt-failed|commit-finished/)
  expect(whereTold(told)).toEqual([])
})

const parts: Readonly<Record<string, readonly [part: unknown, stream?: Partial<StreamDefinition>]>> = {
  'a part that is none': [{ rows: [canary] }],
  'a part that is a text': [[canary]],
  'a deleted key that is none': [{ deleted: [{ secret: canary }] }, { incremental: 'savepoint' }],
  'bytes that are no JSON': [{ bytes: Buffer.from(`{"id": 2, "name": ${canary}}`), format: 'ndjson' }],
  'bytes that are no array': [{ bytes: Buffer.from(`"${canary}"`), format: 'json-array' }],
  'a savepoint that is no JSON': [{ savepoint: new Map([[canary, canary]]) }, { incremental: 'savepoint' }],
  'a savepoint that is too large': [{ savepoint: canary.repeat(10_000) }, { incremental: 'savepoint' }],
  'a scope with a bad bound': [
    { complete: { bucket: canary } },
    { scopeColumns: ['bucket'], columns: { bucket: 'integer' } },
  ],
}

test.each(Object.entries(parts))('%s is refused without quoting it', async (_name, [part, stream]) => {
  const bucket = { records: [{ id: 3, bucket: 1 }] }
  const told = await listen({ source: sourceOf([bucket, part], stream) })
  expect(told.error).not.toBe('')
  expect(whereTold(told)).toEqual([])
})

test('fields that are left out are not kept with a reject either', async () => {
  const destination = memoryDestination()
  const source = sourceOf([{ records: [{ id: 2, password: canary }] }], { schema: quoting })
  const streams = { rows: { fields: { exclude: ['password'] } } }
  await runPipeline({ id: 'p', source, destination, streams })
  expect(destination.rejects('p', 'rows')).toHaveLength(1)
  expect(inText(destination.rejects('p', 'rows'))).not.toContain(canary)
  expect(inText(destination.table('rows'))).not.toContain(canary)
})
