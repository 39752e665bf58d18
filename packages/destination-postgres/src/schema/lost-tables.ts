import type { Transaction } from '../database/transaction.ts'
import type { StreamEntry } from '../state/streams.ts'
import { createDelta } from './alter-table.ts'
import { forgetStream } from './ownership.ts'
import { readTableNames } from './standing-relations.ts'
import { forgetTable, noteTable } from './table-names.ts'

/** Streams without those of which somebody has dropped a table. */
export async function withoutLost(
  transaction: Transaction,
  entries: readonly StreamEntry[],
): Promise<readonly StreamEntry[]> {
  const names = await readTableNames(transaction)
  return entries.filter(({ schema }) => schema.tables.every(({ name }) => names.has(name)))
}

/**
 * A stream of which somebody has dropped a table is forgotten with its savepoints, so that it begins at the beginning and
 * never goes on without the rows it lost. A history that was dropped begins anew. Answers the streams that are left.
 */
export async function forgetLost(
  transaction: Transaction,
  entries: readonly StreamEntry[],
): Promise<readonly StreamEntry[]> {
  const left = await withoutLost(transaction, entries)
  for (const entry of entries) if (!left.includes(entry)) await forgetStream(transaction, entry)
  const names = await readTableNames(transaction)
  for (const { pipeline, stream, schema } of left) {
    for (const table of schema.tables) {
      const { path, delta } = table
      if (delta === undefined || names.has(delta)) continue
      // What was counted in it is gone, too.
      await forgetTable(transaction, delta)
      await createDelta(transaction, table, delta)
      await noteTable(transaction, { pipeline, stream, path, name: delta, kind: 'delta', isSeeded: false })
    }
  }
  return left
}
