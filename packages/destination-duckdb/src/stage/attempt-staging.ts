import { compareSchemas, rowOperation, soonReadAgainInMs, systemColumns } from '@millrace/core/plugin'
import type { CellValue, StreamSchema, TableBatch, TableSchema } from '@millrace/core/plugin'
import { TableAppender } from '../cells/table-appender.ts'
import { literal, quote, quoteAll } from '../database/names.ts'
import { addColumn, widenColumn } from '../schema/alter-table.ts'
import { dataColumns, declareStaged, ordersOfPartition, stagedColumns } from './staged-columns.ts'
import type { StagingArea } from './staging-area.ts'

/** Names an attempt. */
export interface AttemptName {
  readonly stream: string
  readonly partition: string
  readonly attempt: number
}

/** What an attempt works on. */
export interface AttemptWork extends AttemptName {
  /** The generation that it works for. */
  readonly generation: GenerationPlace | undefined
  /** The generation is a rebuild, with tables of its own. */
  readonly isRebuild: boolean
  /** The tables that its rows are meant for. */
  readonly schema: StreamSchema
}

/** Where the rows of a partition are in a generation. */
export interface GenerationPlace {
  readonly id: string
  /** The place of the partition among those of the generation. */
  readonly position: number
  /** The table, quoted, that keeps the rows of a path. */
  tableOf(this: void, path: string): string
  /** The run in whose name rows are written, where that table may become the table itself. */
  readonly writtenBy: string | undefined
}

/** A table with staged rows of one table. */
export interface StagedTable {
  /** Quoted, with its database. */
  readonly name: string
  readonly table: TableSchema
}

interface OpenTable extends StagedTable {
  readonly ownName: string
  rowCount: number
  /** About how much the appender collects. */
  collectedBytes: number
  appender: TableAppender | undefined
}

/** Rows of a table are moved into a generation when there are this many: as many as DuckDB compresses together. */
const movedRows = 122_880

/** What an appender collects is in memory that DuckDB does not count. */
const maxCollectedBytes = 32 * 1024 * 1024

/** What one attempt has staged. */
export class AttemptStaging {
  readonly work: AttemptWork
  /** Rows of the root table that are staged here, and were not moved, by whether they have data. */
  readonly counts: { upserts: number; others: number } = { upserts: 0, others: 0 }
  readonly #area: StagingArea
  readonly #prefix: string
  /** By path. */
  readonly #tables: Map<string, OpenTable> = new Map()
  readonly #begunAt: number = performance.now()
  #schema: StreamSchema
  #made = 0
  /** Paths of which rows were moved. */
  readonly #moved: Set<string> = new Set()
  /** The rows that are on their way. */
  #moving: Promise<void> = Promise.resolve()
  /** What went wrong: rows are lost, so nothing that was staged may become durable any more. */
  #failure: { readonly cause: unknown } | undefined

  constructor(area: StagingArea, work: AttemptWork, number: number) {
    this.#area = area
    this.#prefix = `staged_${number}`
    this.work = work
    this.#schema = work.schema
  }

  get schema(): StreamSchema {
    return this.#schema
  }

  /** Tables with rows that were not moved. Those that the appenders still collect are there after `flush` only. */
  tables(): readonly OpenTable[] {
    return [...this.#tables.values()]
  }

  async append(table: TableSchema, batch: TableBatch): Promise<void> {
    this.#requireWhole()
    const open = this.#tables.get(table.path) ?? (await this.#create(table))
    const columns = dataColumns(open.table)
    const isRoot = table.path === ''
    open.appender ??= await TableAppender.open(
      this.#area.tables.duckdb,
      { catalog: this.#area.name, schema: 'main', table: open.ownName },
      ['integer', ...(isRoot ? (['integer'] as const) : []), ...columns.map(({ type }) => type)],
    )
    const values = new Map(batch.columns.map((column) => [column.name, column.values]))
    const operations = isRoot ? [batch.operations ?? new Uint8Array(batch.rowCount)] : []
    const cells = columns.map(({ name }) => values.get(name))
    const { appender } = open
    this.#attempt(() => appender.append([batch.ordinals, ...operations, ...cells], batch.rowCount))
    open.rowCount += batch.rowCount
    open.collectedBytes += estimateBytes(batch)
    if (open.collectedBytes >= maxCollectedBytes) this.#closeAppender(open)
    if (isRoot) this.#count(batch)
    const { generation } = this.work
    if (generation === undefined || open.rowCount < movedRows) return
    // A read that takes less is published without being made durable before: moving would be work for nothing.
    if (generation.writtenBy !== undefined || performance.now() - this.#begunAt >= soonReadAgainInMs)
      await this.#move(open, generation)
  }

  /** Waits until all that was appended is in tables, here or in those of the generation. */
  async flush(): Promise<void> {
    for (const open of this.#tables.values()) this.#closeAppender(open)
    await this.#moving
    this.#requireWhole()
  }

  /** Moves what is left of tables that may become those of the users: they take no rows after that. */
  async moveRest(): Promise<void> {
    const { generation } = this.work
    if (generation?.writtenBy === undefined) return
    for (const open of this.tables()) if (this.#moved.has(open.table.path)) await this.#move(open, generation)
    await this.flush()
  }

  /** The tables have become these, and so does what is staged for them. */
  async follow(schema: StreamSchema): Promise<void> {
    await this.flush()
    const steps = compareSchemas(this.#schema, schema)
    for (const step of steps) {
      const open = this.#tables.get(step.path)
      if (open === undefined) continue
      if (step.type === 'addColumn' && step.column.role !== 'system') {
        await addColumn({ connection: this.#area.tables }, open.name, step.column)
      } else if (step.type === 'widenColumn') {
        const widening = { name: step.column, from: step.from, to: step.to }
        await widenColumn({ connection: this.#area.tables }, open.name, widening)
      }
    }
    this.#schema = schema
    for (const [path, open] of this.#tables) {
      const table = schema.tables.find((candidate) => candidate.path === path)
      if (table !== undefined) this.#tables.set(path, { ...open, table })
    }
  }

  /** Removes all that is staged here. */
  async drop(): Promise<void> {
    await this.#moving
    for (const [path, { name, appender }] of this.#tables) {
      appender?.discard()
      this.#tables.delete(path)
      await this.#area.tables.run(`DROP TABLE IF EXISTS ${name}`)
    }
    this.#forgetCounts()
  }

  async #create(table: TableSchema): Promise<OpenTable> {
    this.#made += 1
    const ownName = `${this.#prefix}_${this.#made}`
    const open = {
      ownName,
      name: this.#area.table(ownName),
      table,
      rowCount: 0,
      collectedBytes: 0,
      appender: undefined,
    }
    await this.#area.tables.run(`CREATE TABLE ${open.name} (${declareStaged(table)})`)
    this.#tables.set(table.path, open)
    return open
  }

  /** Sends rows on their way. The reading goes on meanwhile, but never more than one part ahead. */
  async #move(open: OpenTable, generation: GenerationPlace): Promise<void> {
    this.#closeAppender(open)
    this.#tables.delete(open.table.path)
    this.#moved.add(open.table.path)
    if (open.table.path === '') this.#forgetCounts()
    await this.#moving
    this.#requireWhole()
    this.#moving = this.#carry(open, generation).catch((cause: unknown) => {
      this.#failure = { cause }
    })
  }

  async #carry({ name, table }: OpenTable, generation: GenerationPlace): Promise<void> {
    await this.#area.mover.run(keepStatements({ name, table }, generation).join(';\n'))
    await this.#area.mover.run(`DROP TABLE ${name}`)
  }

  #closeAppender(open: OpenTable): void {
    const { appender } = open
    open.appender = undefined
    open.collectedBytes = 0
    this.#attempt(() => appender?.close())
  }

  #attempt(work: () => void): void {
    try {
      work()
    } catch (cause) {
      this.#failure = { cause }
      throw cause
    }
  }

  #requireWhole(): void {
    if (this.#failure !== undefined) throw this.#failure.cause
  }

  #forgetCounts(): void {
    this.counts.upserts = 0
    this.counts.others = 0
  }

  #count({ rowCount, operations }: TableBatch): void {
    const upserts =
      operations?.reduce((sum, operation) => sum + Number(operation === rowOperation.upsert), 0) ?? rowCount
    this.counts.upserts += upserts
    this.counts.others += rowCount - upserts
  }
}

/** Statements that put staged rows into the tables of a generation. */
export function keepStatements({ name, table }: StagedTable, generation: GenerationPlace): readonly string[] {
  const target = generation.tableOf(table.path)
  const order = quote(stagedColumns.order)
  const operation = table.path === '' ? [stagedColumns.operation] : []
  const columns = quoteAll([...operation, ...dataColumns(table).map((column) => column.name)])
  const offset = generation.position * ordersOfPartition
  const { writtenBy } = generation
  if (writtenBy === undefined) {
    return [
      `CREATE TABLE IF NOT EXISTS ${target} (${declareStaged(table)})`,
      `INSERT INTO ${target} (${order}, ${columns}) SELECT ${order} + ${offset}, ${columns} FROM ${name}`,
    ]
  }
  const stamps = [
    { column: systemColumns.run, value: literal(writtenBy) },
    { column: systemColumns.syncedAt, value: 'now()' },
  ].filter(({ column }) => table.columns.some(({ name, role }) => role === 'system' && name === column))
  const names = stamps.map(({ column }) => `, ${quote(column)}`).join('')
  const values = stamps.map(({ value }) => `, ${value}`).join('')
  return [
    `CREATE TABLE IF NOT EXISTS ${target} (${declareStaged(table, { isWhole: true })})`,
    `INSERT INTO ${target} (${order}, ${columns}${names}) SELECT ${order} + ${offset}, ${columns}${values} FROM ${name}`,
  ]
}

/** By the first row of the batch: to look at all would take longer than it is worth. */
function estimateBytes({ rowCount, columns }: TableBatch): number {
  return rowCount * columns.reduce((sum, { values }) => sum + cellBytes(values[0] ?? null), 0)
}

function cellBytes(cell: CellValue): number {
  return typeof cell === 'string' || cell instanceof Uint8Array ? 16 + cell.length : 16
}
