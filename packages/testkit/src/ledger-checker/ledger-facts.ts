import { systemColumns } from '@millrace/core/plugin'
import type { Destination, PipelineState, Reject, StreamState, TableSchema } from '@millrace/core/plugin'
import type { LedgerReader, LedgerRow, StagedPartition } from './ledger-reader.ts'
import { silentLogger } from '../silent-logger.ts'

/** What stands in a destination for one stream. */
export interface LedgerFacts {
  readonly stream: string
  readonly pipeline: PipelineState
  /** Undefined before anything stands. */
  readonly state: StreamState | undefined
  /** Rows by table path; rows of records that are marked as deleted are left out. */
  readonly rows: Readonly<Record<string, readonly LedgerRow[]>>
  /** Cells of the root's key, as one text, of records that are marked as deleted. */
  readonly marked: ReadonlySet<string>
  /** Rows of the delta tables by table path. */
  readonly deltas: Readonly<Record<string, readonly LedgerRow[]>>
  readonly rejects: readonly Reject[] | undefined
  readonly staging: readonly StagedPartition[] | undefined
}

export interface FactsRequest {
  readonly destination: Destination
  readonly reader: LedgerReader
  readonly pipeline: string
  readonly stream: string
  readonly signal: AbortSignal
}

export async function gatherFacts(request: FactsRequest): Promise<LedgerFacts> {
  const { destination, reader, stream, signal } = request
  const pipeline = await destination.inspect({
    pipeline: request.pipeline,
    maxRuns: 1000,
    signal,
    logger: silentLogger,
  })
  const state = pipeline.streams.find((candidate) => candidate.stream === stream)
  const tables = state?.schema.tables ?? []
  const rows = await readAll(tables, ({ name }) => reader.rows(name))
  const marked = findMarked(tables, rows)
  return {
    stream,
    pipeline,
    state,
    rows: withoutMarked(tables, rows, marked),
    marked,
    deltas: await readAll(
      tables.filter(({ delta }) => delta !== undefined),
      ({ delta = '' }) => reader.deltaRows(delta),
    ),
    rejects: await reader.rejects?.(stream, request.pipeline),
    staging: await reader.staging?.(stream, request.pipeline),
  }
}

/** The cells of some columns as one text, different for different cells. */
export function cellsInText(row: LedgerRow, columns: readonly string[]): string {
  return JSON.stringify(columns.map((column) => cellInText(row[column])))
}

function cellInText(cell: LedgerRow[string] | undefined): string {
  if (cell === null || cell === undefined) return 'null'
  if (cell instanceof Uint8Array) return `binary ${Buffer.from(cell).toString('hex')}`
  // An integer may come as number or as bigint.
  return `${typeof cell === 'bigint' ? 'number' : typeof cell} ${String(cell)}`
}

async function readAll(
  tables: readonly TableSchema[],
  read: (table: TableSchema) => Promise<readonly LedgerRow[]>,
): Promise<Record<string, readonly LedgerRow[]>> {
  return Object.fromEntries(await Promise.all(tables.map(async (table) => [table.path, await read(table)] as const)))
}

function findMarked(
  tables: readonly TableSchema[],
  rows: Readonly<Record<string, readonly LedgerRow[]>>,
): ReadonlySet<string> {
  const root = tables.find(({ path }) => path === '')
  return new Set(
    (rows[''] ?? [])
      .filter((row) => (row[systemColumns.deletedAt] ?? null) !== null)
      .map((row) => cellsInText(row, root?.rootKey ?? [])),
  )
}

function withoutMarked(
  tables: readonly TableSchema[],
  rows: Readonly<Record<string, readonly LedgerRow[]>>,
  marked: ReadonlySet<string>,
): Readonly<Record<string, readonly LedgerRow[]>> {
  if (marked.size === 0) return rows
  return Object.fromEntries(
    tables.map(({ path, rootKey }) => [
      path,
      (rows[path] ?? []).filter((row) => !marked.has(cellsInText(row, rootKey))),
    ]),
  )
}
