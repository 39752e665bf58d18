import type { TableKind, TableOwner } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'
import { escapeNul } from '../state/escape-nul.ts'

/** A table or delta table that belongs to a stream; those of a rebuild that is not published do not stand yet. */
export interface OwnedTable extends TableOwner {
  readonly name: string
  readonly kind: TableKind
  /** Delta tables only: whether the rows that stood when it was switched on are in it. */
  readonly isSeeded: boolean
}

/** All tables that belong to streams; with an owner only those of its path. */
export async function readOwnedTables(
  { connection, system }: Transaction,
  { pipeline, stream, path }: Partial<TableOwner> = {},
): Promise<readonly OwnedTable[]> {
  const rows = await connection.rows(
    system
      .selectFrom('tables')
      .select(['name', 'kind', 'pipeline', 'stream', 'path', 'is_seeded'])
      .$if(pipeline !== undefined, (query) => query.where('pipeline', '=', pipeline ?? ''))
      .$if(stream !== undefined, (query) => query.where('stream', '=', stream ?? ''))
      .$if(path !== undefined, (query) => query.where('path', '=', escapeNul(path ?? '')))
      .orderBy('name'),
  )
  return rows.map(([name, kind, ofPipeline, ofStream, ofPath, isSeeded]) => ({
    name: String(name),
    kind: kind === 'delta' ? 'delta' : 'table',
    pipeline: String(ofPipeline),
    stream: String(ofStream),
    path: unescapeNul(String(ofPath)),
    isSeeded: isSeeded === true,
  }))
}

/** Notes whose a table is, in place of what was noted before. */
export async function noteTable({ connection, system }: Transaction, table: OwnedTable): Promise<void> {
  const { name, kind, pipeline, stream, path, isSeeded } = table
  const noted = { kind, pipeline, stream, path: escapeNul(path), is_seeded: isSeeded }
  await connection.run(
    system
      .insertInto('tables')
      .values({ name, ...noted })
      .onConflict((conflict) => conflict.column('name').doUpdateSet(noted)),
  )
}

export async function forgetTable({ connection, system }: Transaction, name: string): Promise<void> {
  await connection.run(system.deleteFrom('tables').where('name', '=', name))
}

/**
 * Keeps others from giving or taking names in the users' schema until this transaction ends: whether a name is free is
 * looked up before it is used.
 */
export async function lockNames({ connection, places }: Transaction): Promise<void> {
  await connection.run(sql`select pg_advisory_xact_lock(hashtext('millrace names'), hashtext(${places.schema}))`)
}

/** In a path every other backslash is escaped, so that nothing else reads like an escaped NUL. */
function unescapeNul(path: string): string {
  return path.replaceAll(/\\(\\|u0000)/g, (found, escaped: string) => (escaped === 'u0000' ? '\0' : found))
}
