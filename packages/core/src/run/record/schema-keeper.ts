import type { DefinitionRecord } from '../../contract/schema-change.ts'
import type { Session } from '../../contract/session.ts'
import type { RunWarning } from '../../contract/run-record.ts'
import type { TableEngine } from '../../tables/table-engine.ts'
import type { ResolvedStream } from '../options/resolved-stream.ts'

export interface SchemaKeeperOptions {
  readonly session: Session
  readonly engine: TableEngine
  readonly resolved: ResolvedStream
  /** What the rows that stand were made with; during a backfill still the old one. */
  readonly definition: DefinitionRecord
  readonly takeOver: boolean
  readonly signal: AbortSignal
  readonly warn: (warning: RunWarning) => void
}

/** Makes the destination's tables follow what the engine wants, one change at a time. */
export class SchemaKeeper {
  readonly #options: SchemaKeeperOptions
  /** The revision that the destination stands at; the engine counts from what was stored. */
  #standing = 0
  #tail: Promise<void> = Promise.resolve()
  /** Changes go to the tables of a rebuild. */
  isRebuild = false

  constructor(options: SchemaKeeperOptions) {
    this.#options = options
  }

  /**
   * Resolves when everything wanted so far stands. Batches built in an earlier epoch of the engine are then void.
   * Before types are inferred nothing is wanted.
   */
  async settle(): Promise<void> {
    if (!this.#options.engine.needsWindow) await this.#queue()
  }

  /** At the end of a load that brought no records: what is declared stands all the same, if it is enough for a table. */
  async settleDeclared(): Promise<void> {
    const { columns } = this.#options.resolved.tableOptions
    const isEnough = this.#options.resolved.protectedPaths.every((path) => Object.hasOwn(columns, path))
    if (isEnough && Object.keys(columns).length > 0) await this.#queue()
  }

  #queue(): Promise<void> {
    const turn = this.#tail.then(() => this.#apply())
    this.#tail = turn.catch(() => {})
    return turn
  }

  /** Asks again, although the engine wants nothing new, as when a rebuild begins with no tables. */
  forget(): void {
    this.#standing = -1
  }

  async #apply(): Promise<void> {
    const { session, engine, resolved, definition, takeOver, signal, warn } = this.#options
    const isSettled = (): boolean => this.#standing === engine.revision && engine.schema.version > 0
    while (engine.schema.tables.length > 0 && !isSettled()) {
      const wanted = engine.revision
      const schema = engine.schema
      const answer = await session.changeSchema({
        stream: resolved.name,
        expectedVersion: schema.version,
        schema,
        definition,
        takeOver,
        isRebuild: this.isRebuild,
        signal,
      })
      switch (answer.type) {
        case 'changed':
          engine.accept(answer.schema)
          this.#standing = wanted
          break
        case 'conflict':
          engine.reset(answer.schema)
          this.#standing = -1
          break
        case 'refused':
          engine.refuse(answer.widenings)
          this.#standing = -1
          for (const { table, column, reason } of answer.widenings) {
            const message = `column ${column} of table ${table} keeps its type: ${reason}`
            warn({ code: 'widening_refused', message, stream: resolved.name })
          }
          break
        default:
          answer satisfies never
      }
    }
    for (const warning of engine.takeWarnings()) {
      // Told with its count when the stream has been read.
      if (warning.code !== 'value_discarded') warn({ ...warning, stream: resolved.name })
    }
  }
}
