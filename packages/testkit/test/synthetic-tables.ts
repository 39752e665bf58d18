import { defineDestination } from '@millrace/core/plugin'
import type {
  CellValue,
  ColumnSchema,
  ColumnType,
  Destination,
  PipelineState,
  RunRecord,
  SourceRecord,
  StoredSavepoint,
  StreamRecord,
  StreamSchema,
  TableSchema,
} from '@millrace/core/plugin'
import type { LedgerReader, LedgerRow, StagedPartition } from '../src/ledger-checker/ledger-reader.ts'

/** What stands in the destination of a test. Everything can be tampered with. */
export interface Standing {
  readonly rows: Record<string, LedgerRow[]>
  readonly deltas: Record<string, LedgerRow[]>
  readonly savepoints: StoredSavepoint[]
  readonly runs: RunRecord[]
  readonly staging: StagedPartition[]
  rejects: number
  isBusy: boolean
}

const root = table('', [], undefined, [
  column('id', 'integer', 'key', 'id'),
  column('_mr_run', 'integer', 'system'),
  column('region', 'text'),
  column('version', 'integer'),
  column('updatedat', 'timestamp', 'data', 'updatedAt'),
  column('bucket', 'integer'),
  column('title', 'text'),
  column('quantity', 'integer'),
  column('amount', 'float'),
  column('isbillable', 'boolean', 'data', 'isBillable'),
  column('startedat', 'timestamp', 'data', 'startedAt'),
  column('owner__name', 'text', 'data', 'owner.name'),
  column('owner__address__city', 'text', 'data', 'owner.address.city'),
  column('owner__address__zip', 'text', 'data', 'owner.address.zip'),
  column('payloadhash', 'text', 'data', 'payloadHash'),
])

const entryId = column('entry_id', 'integer', 'key')
const position = column('_index', 'integer', 'position')
const value = column('value', 'text', 'data', '')

/** The tables of a synthetic source with integer keys. */
const syntheticSchema: StreamSchema = {
  stream: 'entries',
  version: 1,
  isKeyed: true,
  tables: [
    root,
    table('labels', ['labels', null], '', [entryId, position, value]),
    table('lines', ['lines', null], '', [entryId, position, column('sku', 'text'), column('quantity', 'integer')]),
    table('lines.tags', ['lines', null, 'tags', null], 'lines', [
      entryId,
      column('_index_1', 'integer', 'ancestor'),
      position,
      value,
    ]),
  ],
}

/** What stands after these records were loaded by one run, with the history of all tables. */
export function standingOf(records: readonly SourceRecord[], savepoints: StoredSavepoint[] = []): Standing {
  const rows = toRows(records)
  const deltas = Object.fromEntries(
    Object.entries(rows).map(([path, ofTable]) => [
      path,
      ofTable.map((row): LedgerRow => ({ ...row, _mr_op: 'insert', _mr_seq: 1, _mr_at: '2026-01-01T00:00:00Z' })),
    ]),
  )
  return { rows, deltas, savepoints, runs: [succeededRun(records.length)], staging: [], rejects: 0, isBusy: false }
}

export function destinationOf(standing: Standing): Destination {
  const refuse = (): never => {
    throw new Error('nothing is written here')
  }
  return defineDestination({
    name: 'standing',
    check: refuse,
    open: refuse,
    inspect: async (): Promise<PipelineState> => ({
      streams: [
        {
          stream: 'entries',
          schema: syntheticSchema,
          definition: undefined,
          savepoints: standing.savepoints,
          generation: undefined,
          rejects: standing.rejects,
          hasRows: true,
        },
      ],
      runs: standing.runs,
      isBusy: standing.isBusy,
    }),
  })
}

export function readerOf(standing: Standing): LedgerReader {
  const pathOf = (name: string): string => syntheticSchema.tables.find((table) => table.name === name)?.path ?? ''
  return {
    rows: async (name) => standing.rows[pathOf(name)] ?? [],
    deltaRows: async (delta) => standing.deltas[pathOf(delta.replace(/_history$/, ''))] ?? [],
    staging: async () => standing.staging,
  }
}

export function succeededRun(records: number, changes: Partial<StreamRecord> = {}): RunRecord {
  const passed = { passed: records, failed: 0 }
  const stream: StreamRecord = {
    mode: 'full',
    tables: {},
    read: records,
    retried: 0,
    carried: 0,
    filtered: 0,
    rejected: 0,
    superseded: 0,
    inserted: records,
    updated: 0,
    unchanged: 0,
    pending: 0,
    discarded: 0,
    missing: 0,
    deletedBySource: 0,
    deletedByFilter: 0,
    deleted: 0,
    marked: 0,
    kept: 0,
    alive: 0,
    unknown: 0,
    ...changes,
  }
  return {
    id: 'run-1',
    number: 1,
    pipeline: 'p',
    status: 'succeeded',
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: '2026-01-01T00:01:00Z',
    resumeAt: null,
    steps: {
      receive: passed,
      inputValidation: passed,
      filter: passed,
      transformation: passed,
      outputValidation: passed,
      finalize: passed,
    },
    streams: { entries: stream },
    warnings: [],
    error: '',
  }
}

function toRows(records: readonly SourceRecord[]): Record<string, LedgerRow[]> {
  const rows: Record<string, LedgerRow[]> = { '': [], labels: [], lines: [], 'lines.tags': [] }
  for (const record of records) {
    const id = Number(record['id'])
    rows['']?.push({ ...toRow(root, record), _mr_run: 1 })
    listOf(record['labels']).forEach((label, index) => {
      rows['labels']?.push({ entry_id: id, _index: index, value: String(label) })
    })
    listOf(record['lines']).forEach((line, index) => {
      const { sku, quantity, tags } = line as { sku: string; quantity: number; tags: readonly string[] }
      rows['lines']?.push({ entry_id: id, _index: index, sku, quantity })
      tags.forEach((tag, place) =>
        rows['lines.tags']?.push({ entry_id: id, _index_1: index, _index: place, value: tag }),
      )
    })
  }
  return rows
}

function toRow({ columns }: TableSchema, record: SourceRecord): LedgerRow {
  return Object.fromEntries(
    columns.map(({ name, path = '' }) => {
      const cell = path.split('.').reduce<unknown>((inner, step) => Reflect.get(Object(inner), step), record)
      return [name, (cell ?? null) as CellValue]
    }),
  )
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function column(name: string, type: ColumnType, role: ColumnSchema['role'] = 'data', path?: string): ColumnSchema {
  return { name, type, role, ...(role === 'data' ? { path: path ?? name } : path === undefined ? {} : { path }) }
}

function table(
  path: string,
  steps: TableSchema['steps'],
  parent: string | undefined,
  columns: readonly ColumnSchema[],
): TableSchema {
  const name = path === '' ? 'entries' : `entries__${path.replace('.', '__')}`
  const keys = columns.filter(({ role }) => role === 'key').map(({ name }) => name)
  const places = columns.filter(({ role }) => role === 'ancestor' || role === 'position').map(({ name }) => name)
  return {
    path,
    steps,
    ...(parent === undefined ? {} : { parent }),
    name,
    delta: `${name}_history`,
    columns,
    rootKey: keys,
    key: [...keys, ...places],
  }
}
