import type { TableBatch } from '../../contract/batch.ts'
import { defaultCapabilities } from '../../contract/capabilities.ts'
import type { CellValue } from '../../contract/column-type.ts'
import type { SourceRecord } from '../../contract/json.ts'
import type { RunWarning } from '../../contract/run-record.ts'
import type { StreamSchema } from '../../contract/table-schema.ts'
import { createTableEngine } from '../create-table-engine.ts'
import type { JsonLine } from '../json-line.ts'
import type { Problem, TableEngine, TableOptions } from '../table-engine.ts'

export type Row = Readonly<Record<string, CellValue>>
export type Rows = Readonly<Record<string, readonly Row[]>>

/** What records became. */
export interface Flattened {
  readonly engine: TableEngine
  readonly schema: StreamSchema
  /** By table path; cells that are NULL are left out. */
  readonly rows: Rows
  readonly problems: readonly Problem[]
  readonly warnings: readonly RunWarning[]
  readonly discarded: Readonly<Record<string, number>>
}

export interface FlattenSettings {
  /** How many records the types are inferred from. Default: all. */
  readonly window?: number
  /** Default: all in one. */
  readonly batchSize?: number
  /** What stands before. */
  readonly stored?: StreamSchema
  /** The records as lines of JSON, which are tried first. */
  readonly lines?: readonly JsonLine[]
}

/** Each round widens at least one column, so there can only be few. */
const maxRounds = 100

/** Options of a stream `users` with the key `id`. */
export function tableOptions(options: Partial<TableOptions> = {}): TableOptions {
  return {
    stream: 'users',
    primaryKey: ['id'],
    cursor: undefined,
    scopeColumns: [],
    columns: {},
    tables: {},
    naming: 'lower',
    json: [],
    maxDepth: undefined,
    drift: 'evolve',
    tableNames: {},
    deltaNames: {},
    hasPartitions: false,
    capabilities: defaultCapabilities,
    ...options,
  }
}

/** The schema of a stream of which nothing stands. */
export function nothingStored(options: Pick<TableOptions, 'stream' | 'primaryKey'> = tableOptions()): StreamSchema {
  return { stream: options.stream, version: 0, isKeyed: options.primaryKey.length > 0, tables: [] }
}

/** Flattens as a run does: infers, builds batches, and begins anew whenever the batches so far are void. */
export function flattenRecords(
  records: readonly SourceRecord[],
  options: Partial<TableOptions> = {},
  { window = records.length, batchSize = Math.max(1, records.length), stored, lines }: FlattenSettings = {},
): Flattened {
  const resolved = tableOptions(options)
  const engine = createTableEngine(resolved, stored ?? nothingStored(resolved))
  if (engine.needsWindow) {
    engine.inferKeys(records.slice(0, window))
    engine.infer(records.slice(0, window))
  }
  let result = flattenOnce(engine, records, { batchSize, lines })
  for (let round = 0; result.epoch !== engine.epoch; round++) {
    if (round === maxRounds) throw new Error('the batches never stop being void')
    result = flattenOnce(engine, records, { batchSize, lines })
  }
  const { rows, problems, discarded } = result
  return { engine, schema: engine.schema, rows, problems, warnings: engine.takeWarnings(), discarded }
}

/** A text as a line among bytes. */
export function lineOf(text: string): JsonLine {
  const bytes = Buffer.from(`${text}\n`)
  return { bytes, start: 0, end: bytes.length - 1 }
}

/** The rows of batches by table path; cells that are NULL are left out. */
export function rowsOf(batches: readonly TableBatch[]): Rows {
  return Object.fromEntries(batches.map((batch) => [batch.path, rowsOfTable(batch)]))
}

/** `name:type` of the data columns of a table. */
export function dataColumns(schema: StreamSchema, path = ''): readonly string[] {
  return columnsOf(schema, path)
    .filter((column) => column.role === 'data')
    .map((column) => `${column.name}:${column.type}`)
}

/** The columns of a table. */
export function columnsOf(schema: StreamSchema, path = ''): StreamSchema['tables'][number]['columns'] {
  return schema.tables.find((table) => table.path === path)?.columns ?? []
}

/** Codes and paths of problems. */
export function problemsIn(flattened: Pick<Flattened, 'problems'>): readonly string[] {
  return flattened.problems.map(({ code, path }) => `${code} at ${path}`)
}

function flattenOnce(
  engine: TableEngine,
  records: readonly SourceRecord[],
  { batchSize, lines }: { readonly batchSize: number; readonly lines: readonly JsonLine[] | undefined },
): Pick<Flattened, 'rows' | 'problems' | 'discarded'> & { readonly epoch: number } {
  const { epoch } = engine
  const rows = new Map<string, readonly Row[]>()
  const problems: Problem[] = []
  const discarded: Record<string, number> = {}
  for (let start = 0; start < records.length; start += batchSize) {
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    for (const [index, record] of records.slice(start, start + batchSize).entries()) {
      const line = lines?.[start + index]
      if (line !== undefined && batch.addLine(line, start + index) !== undefined) continue
      const problem = batch.add(record, start + index, undefined)
      if (problem !== undefined) problems.push(problem)
    }
    for (const [path, added] of Object.entries(rowsOf(batch.build()))) {
      rows.set(path, [...(rows.get(path) ?? []), ...added])
    }
    for (const [path, count] of batch.discarded) discarded[path] = (discarded[path] ?? 0) + count
  }
  return { epoch, rows: Object.fromEntries(rows), problems, discarded }
}

function rowsOfTable(batch: TableBatch): Row[] {
  return Array.from({ length: batch.rowCount }, (_, row) => {
    const cells = batch.columns.map((column) => [column.name, column.values[row] ?? null] as const)
    return Object.fromEntries(cells.filter(([, cell]) => cell !== null))
  })
}
