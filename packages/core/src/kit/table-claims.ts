import type { StreamSchema, TableSchema } from '../contract/table-schema.ts'
import type { SchemaStep } from './schema-changes.ts'

export type TableKind = 'table' | 'delta'

/** A name that a stream wants for one of its tables, and does not have yet. */
export interface TableClaim {
  readonly kind: TableKind
  readonly name: string
  readonly path: string
}

/** Whose a table is. */
export interface TableOwner {
  readonly pipeline: string
  readonly stream: string
  /** The table's path in its stream. */
  readonly path: string
}

/** Who has a name: a table that stands, or one that a rebuild is about to publish. */
export interface TableHolder {
  readonly kind: TableKind
  readonly name: string
  /** Undefined for a table that no stream owns. */
  readonly owner: TableOwner | undefined
}

/** The names that a step of a change needs. */
export function claimsOf(step: SchemaStep): readonly TableClaim[] {
  switch (step.type) {
    case 'renameTable':
      return [{ kind: 'table', name: step.to, path: step.path }]
    case 'renameDelta':
      return [{ kind: 'delta', name: step.to, path: step.path }]
    case 'createTable':
      return [{ kind: 'table', name: step.table.name, path: step.path }]
    case 'startDelta':
      return [{ kind: 'delta', name: step.delta, path: step.path }]
    case 'addColumn':
    case 'widenColumn':
    case 'stopDelta':
      return []
    default:
      return step satisfies never
  }
}

/** Whether a table belongs to a stream. */
export function isHeldBy({ owner }: TableHolder, entry: Pick<TableOwner, 'pipeline' | 'stream'>): boolean {
  return owner?.pipeline === entry.pipeline && owner.stream === entry.stream
}

/** Whether the holder is a table of the claiming stream that is about to be renamed, replaced, or to go on. */
export function isOwnClaim(
  holder: TableHolder,
  claim: TableClaim,
  given: {
    readonly entry: Pick<TableOwner, 'pipeline' | 'stream'>
    readonly stored: StreamSchema
    readonly wanted: StreamSchema
  },
): boolean {
  const { kind, name, owner } = holder
  if (owner === undefined || !isHeldBy(holder, given.entry)) return false
  if (kind === claim.kind && (kind === 'table' || owner.path === claim.path)) return true
  // Another table of the stream keeps what it holds, unless it moves to another name now.
  const next = nameOfKind(
    given.wanted.tables.find((table) => table.path === owner.path),
    kind,
  )
  return next !== undefined && next !== name && given.stored.tables.some((table) => nameOfKind(table, kind) === name)
}

/** The name of a table, or of its delta table. */
export function nameOfKind(
  table: Pick<TableSchema, 'name' | 'delta'> | undefined,
  kind: TableKind,
): string | undefined {
  return kind === 'table' ? table?.name : table?.delta
}

/** Why a pipeline does not get a name, and what to do; `title` says what has it: `table users`. */
export function describeTableRefusal(title: string, owner: TableOwner | undefined, pipeline: string): string {
  const whose =
    owner === undefined
      ? 'exists and belongs to no stream'
      : `belongs to path '${owner.path}' of stream ${owner.stream} of pipeline ${owner.pipeline}`
  if (owner?.pipeline === pipeline)
    return `${title} ${whose}: choose another name, or rename that one first, in a run of its own`
  return `${title} ${whose}: choose another name, or give \`takeOver: true\` to have it deleted with its rows and made anew`
}
