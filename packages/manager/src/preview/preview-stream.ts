import { InvalidOptionsError, memoryDestination, planPipeline } from '@millrace/core'
import type { CellValue, ColumnType, Logger, RunWarning, Source, StreamOptions } from '@millrace/core'
import type { Capabilities, Stream } from '@millrace/core/plugin'
import type { RecordField } from '../model/record-field.ts'
import { loadSample, toRun } from './load-sample.ts'
import type { LoadedSample, SampleLoad } from './load-sample.ts'
import { shownColumns, toPreviewTables, toRecordFields } from './preview-tables.ts'
import type { PreviewTable } from './preview-tables.ts'
import { protectedPaths } from './protected-paths.ts'
import { countRejects } from './rejected-records.ts'
import type { RejectedRecords } from './rejected-records.ts'
import type { SamplePause } from './sample.ts'
import { SampleRecorder } from './sample-recorder.ts'
import { findStream, limitedSource, replayedSource } from './sampled-source.ts'
import { silentLogger } from './silent-logger.ts'

/** What is to be previewed. */
export interface PreviewRequest {
  readonly source: Source
  /** Of the destination that the pipeline is to have: names and types depend on them. */
  readonly capabilities: Partial<Capabilities>
  /** Name of the stream. */
  readonly stream: string
  /** As the pipeline would have them. Default: none. */
  readonly options?: StreamOptions
}

/** How far a preview goes. */
export interface PreviewLimits {
  /** Records that are read, 1 to 10,000. Types that nobody declared are found out by them. Default 20. */
  readonly maxRecords?: number
  /** Ends it at once. */
  readonly signal?: AbortSignal
  /** Default: nothing is logged. */
  readonly logger?: Logger
  /** A source that does not answer for so long is given up. Default 60,000. */
  readonly stallTimeoutInMs?: number
}

/** What a pipeline would make of the first records of a stream. */
export interface StreamPreview {
  /** The main table first. */
  readonly tables: readonly PreviewTable[]
  /** Rows by table path, as they would land, without the columns that the destination fills in. */
  readonly rows: Readonly<Record<string, readonly Readonly<Record<string, CellValue>>[]>>
  /** What stands in the records as the source gives them: for `checkFilter` and `checkTransformation`. */
  readonly fields: readonly RecordField[]
  /** Whether the source may have more records. */
  readonly hasMore: boolean
  /** The source could not go on; null if it could. */
  readonly pause: SamplePause | null
  /** Why parts of the stream, or all of it, cannot be read: the plan of the source lacks a feature. */
  readonly skipped: readonly string[]
  /** Records that would not land, by reason. */
  readonly rejected: readonly RejectedRecords[]
  readonly warnings: readonly RunWarning[]
}

/**
 * Reads the first records of a stream, once, and loads them into memory as they would be loaded into a destination with
 * these capabilities. The source's savepoints stay where they are, and nothing is acknowledged.
 */
export async function previewStream(request: PreviewRequest, limits: PreviewLimits = {}): Promise<StreamPreview> {
  const { maxRecords = 20, signal = new AbortController().signal, logger = silentLogger } = limits
  requireLimit(maxRecords)
  const { source, options = {} } = request
  const stream = await findStream(source, request.stream, { signal, logger })
  const recorder = new SampleRecorder(maxRecords)
  const load = (from: Source, given: StreamOptions): SampleLoad => ({
    source: from,
    stream: stream.name,
    capabilities: request.capabilities,
    options: given,
    maxRecords,
    signal,
    logger,
    stallTimeoutInMs: limits.stallTimeoutInMs ?? 60_000,
  })
  const read = await loadSample(load(limitedSource(source, stream, recorder), readingOf(options)))
  const sample = replayedSource(source, stream, recorder)
  const landed = await loadSample(load(sample, options))
  // Where no record lands, the tables are still those that records would land in.
  const wanted = load(sample, withoutRecords(options, stream, recorder.records))
  const { tables } = landed.tables.length > 0 ? landed : await loadSample(wanted)
  return {
    tables: tables.length > 0 ? toPreviewTables(tables, stream) : await planTables(wanted),
    rows: Object.fromEntries(tables.map(({ path }) => [path, rowsOf(landed, path)])),
    fields: toRecordFields(read.tables, stream),
    hasMore: recorder.isCut || recorder.pause !== undefined,
    pause: recorder.pause ?? null,
    skipped: recorder.skipped,
    rejected: countRejects(landed.rejects),
    warnings: landed.warnings,
  }
}

function requireLimit(maxRecords: number): void {
  if (Number.isInteger(maxRecords) && maxRecords >= 1 && maxRecords <= 10_000) return
  throw new InvalidOptionsError([{ path: 'maxRecords', message: 'must be a whole number from 1 to 10,000' }])
}

/** Only what has a say in how records are read and taken apart. */
function readingOf(options: StreamOptions): StreamOptions {
  const later: readonly (keyof StreamOptions)[] = ['filter', 'transform', 'fields', 'tables', 'deltas', 'columns']
  return Object.fromEntries(Object.entries(options).filter(([name]) => !later.some((other) => other === name)))
}

/** Tables are made of what is declared, if their key is: without any record its type is anybody's guess. */
function withoutRecords(options: StreamOptions, stream: Stream, records: number): StreamOptions {
  const { filter: _filter, ...unfiltered } = options
  if (records > 0) return unfiltered
  const undeclared = protectedPaths(stream).filter((path) => !Object.hasOwn(stream.columns ?? {}, path))
  const asText = Object.fromEntries(undeclared.map((path): [string, ColumnType] => [path, 'text']))
  return { ...unfiltered, columns: { ...asText, ...options.columns } }
}

/** Nothing is declared and nothing came: the tables are known by name alone. */
async function planTables(load: SampleLoad): Promise<readonly PreviewTable[]> {
  const plan = await planPipeline(toRun(load, memoryDestination({ capabilities: load.capabilities })))
  const tables = plan.streams[load.stream]?.tables ?? []
  return tables.map(({ path, name }) => ({ path, proposedName: name, fields: [] }))
}

function rowsOf({ destination, tables }: LoadedSample, path: string): StreamPreview['rows'][string] {
  const table = tables.find((candidate) => candidate.path === path)
  if (table === undefined) return []
  const names = shownColumns(table).map(({ name }) => name)
  return destination.table(table.name).map((row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null])))
}
