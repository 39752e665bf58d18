import { rowOperation } from '@millrace/core/plugin'
import type { StreamSchema, TableSchema } from '@millrace/core/plugin'
import { joinOn, quote, quoteAll } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { dataColumns, stagedColumns } from '../stage/staged-columns.ts'
import { internal } from './internal-columns.ts'
import type { StagedRows } from './staged-rows.ts'

/** What remains of all that was staged for each key: at most one row. */
export interface Folded {
  /**
   * A query, in parentheses, for one row of each key: the staged row that won, with NULL as its `_mr_order` and
   * `_mr_operation` where nothing competed, or a deletion came last; and `_mr_gone`: the source said that the record is
   * gone, before the winner.
   */
  readonly winners: string
  /** Records with data that lost. */
  readonly superseded: number
}

/** Whether every staged row has data and a key of its own, so that none competes with another. */
export async function isFree(
  { connection }: Transaction,
  { root, staged }: { readonly root: TableSchema; readonly staged: StagedRows },
): Promise<boolean> {
  if (staged.others > 0) return false
  const distinct = `SELECT count(*) FROM (SELECT DISTINCT ${quoteAll(root.key)} FROM ${staged.select(root)})`
  return (await connection.count(distinct)) === staged.upserts
}

const order = quote(stagedColumns.order)
const operation = quote(stagedColumns.operation)

/**
 * Lets the rows of each key compete: those before the last deletion by the source fall away, of the rest the highest
 * cursor wins, on a tie the later one.
 */
export async function fold(
  transaction: Transaction,
  { schema, root, staged }: { readonly schema: StreamSchema; readonly root: TableSchema; readonly staged: StagedRows },
): Promise<Folded> {
  const { connection } = transaction
  const keys = quoteAll(root.key)
  const rows = staged.select(root)
  if (await isFree(transaction, { root, staged })) {
    return { winners: `(SELECT *, false AS ${internal.gone} FROM ${rows})`, superseded: 0 }
  }
  const folded = transaction.temporary('folded')
  const { upsert, deleteBySource, seen } = rowOperation
  const cursor = schema.cursor === undefined ? '' : `s.${quote(schema.cursor)} DESC NULLS LAST, `
  await connection.run(`CREATE OR REPLACE TEMP TABLE folded AS
    WITH rows AS (FROM ${rows}),
    groups AS (
      SELECT ${keys}, max(${order}) FILTER (${operation} = ${deleteBySource}) AS ${internal.goneAt},
        count(*) FILTER (${operation} = ${upsert}) AS ${internal.upserts}
      FROM rows GROUP BY ALL
    ),
    winners AS (
      SELECT ${quoteAll(root.key, 's')}, s.${order}, s.${operation}
      FROM rows s JOIN groups g ON ${joinOn(root.key, 's', 'g')}
      WHERE s.${operation} NOT IN (${deleteBySource}, ${seen}) AND (g.${internal.goneAt} IS NULL OR s.${order} > g.${internal.goneAt})
      QUALIFY row_number() OVER (PARTITION BY ${quoteAll(root.key, 's')} ORDER BY ${cursor}s.${order} DESC) = 1
    )
    SELECT ${quoteAll(root.key, 'g')}, w.${order}, w.${operation},
      g.${internal.goneAt} IS NOT NULL AS ${internal.gone}, g.${internal.upserts}
    FROM groups g LEFT JOIN winners w ON ${joinOn(root.key, 'g', 'w')}`)
  const superseded = await connection.count(
    `SELECT coalesce(sum(${internal.upserts}), 0)::BIGINT - count(*) FILTER (${operation} = ${upsert}) FROM ${folded}`,
  )
  const data = dataColumns(root).filter(({ name }) => !root.key.includes(name))
  const columns = [
    quoteAll([...root.key, stagedColumns.order, stagedColumns.operation], 'f'),
    `f.${internal.gone}`,
    ...data.map(({ name }) => `s.${quote(name)}`),
  ].join(', ')
  const winners = `(SELECT ${columns} FROM ${folded} f LEFT JOIN ${rows} s ON s.${order} = f.${order})`
  return { winners, superseded }
}
