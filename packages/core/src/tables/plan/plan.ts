import type { StreamSchema } from '../../contract/table-schema.ts'
import type { ChangeLog } from './change-log.ts'
import type { Column } from './column.ts'
import type { Definition, FixedField } from './definition.ts'
import { NameRegistry } from './name-registry.ts'
import type { TablePlan } from './table-plan.ts'
import type { ValueStats } from '../value-stats.ts'
import type { WarningCode, WarningList } from './warning-list.ts'

/** What the window says of a path. */
export interface Hint {
  readonly stats: ValueStats | undefined
  readonly isMap: boolean
}

/** A key, cursor or scope column. */
export interface FixedColumn {
  readonly field: FixedField
  /** Undefined for a cursor or scope column whose type nobody knows yet. */
  column: Column | undefined
  /** False while a key column is text only because nobody knows its type yet. */
  isDecided: boolean
}

/** The tables of a stream as they are wanted, and how records get there. Replaced when somebody else changes them. */
export class Plan {
  readonly definition: Definition
  readonly changes: ChangeLog
  readonly warnings: WarningList
  readonly tables: TablePlan[] = []
  /** Of tables and delta tables. */
  readonly tableNames: NameRegistry
  readonly fixed: FixedColumn[] = []
  /** Version of the stored schema the plan builds on. */
  version: number
  /** Set while the window is learned. */
  hints: ReadonlyMap<string, Hint> | undefined = undefined
  /** False until the tables stand: before, nothing counts as drift. */
  isSettled = true
  /** Counts the objects that were read from lines, so that a field that comes twice is noticed. */
  visits = 0
  /** Counts what the policy leaves out; that of the batch at work. */
  discarded: Map<string, number> = new Map()

  constructor(
    definition: Definition,
    shared: { readonly changes: ChangeLog; readonly warnings: WarningList },
    version: number,
  ) {
    this.definition = definition
    this.changes = shared.changes
    this.warnings = shared.warnings
    this.version = version
    const { capabilities, isTableNameTaken } = definition.options
    this.tableNames = new NameRegistry(capabilities, { isTakenElsewhere: isTableNameTaken })
  }

  get root(): TablePlan {
    const [root] = this.tables
    if (root === undefined) throw new Error('the plan has no root table')
    return root
  }

  findTable(path: string): TablePlan | undefined {
    return this.tables.find((table) => table.path === path)
  }

  toSchema(): StreamSchema {
    const cursor = this.fixed.find((fixed) => fixed.field.isCursor)?.column?.name
    return {
      stream: this.definition.options.stream,
      version: this.version,
      isKeyed: this.definition.options.primaryKey.length > 0,
      ...(cursor === undefined ? {} : { cursor }),
      tables: this.tables.map((table) => table.toSchema()),
    }
  }
}

/** Gives a warning, unless the record at work is rejected. */
export function warn(plan: Plan, code: WarningCode, path: string, message: string): void {
  const undo = plan.warnings.add(code, path, message)
  if (undo !== undefined) plan.changes.record(undo)
}
