/** Names of what stands on a table beside its rows. They follow the names of the tables. */

import { hash } from 'node:crypto'
import type { TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import type { Transaction } from '../database/transaction.ts'

type Named = Pick<TableSchema, 'name'>
type Limits = Pick<Transaction, 'capabilities'>

export function primaryKeyName(limits: Limits, { name }: Named): string {
  return cut(limits, name, '_pkey')
}

export function foreignKeyName(limits: Limits, table: Named, root: Named): string {
  return cut(limits, `${table.name}_${root.name}`, '_fkey')
}

/** The name, or one like it where another table or index has it. */
export async function findFreeName({ connection, places }: Transaction, wanted: string): Promise<string> {
  const candidates = [
    wanted,
    ...Array.from({ length: 9 }, (_, index) => `_mr_${hash('sha256', wanted).slice(0, 16)}_${index}`),
  ]
  const rows = await connection.rows(
    sql`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = ${places.schema} and c.relname = any(${candidates}::text[])`,
  )
  const taken = new Set(rows.map(([name]) => String(name)))
  return candidates.find((candidate) => !taken.has(candidate)) ?? wanted
}

/** A name over the limit loses its end to a hash of itself, so that long names stay apart. */
function cut({ capabilities }: Limits, stem: string, suffix: string): string {
  const { count } = capabilities.maxIdentifierLength
  if (Buffer.byteLength(stem + suffix) <= count) return stem + suffix
  const end = `_${hash('sha256', stem).slice(0, 8)}${suffix}`
  let kept = ''
  for (const character of stem) {
    if (Buffer.byteLength(kept + character + end) > count) break
    kept += character
  }
  return kept + end
}
