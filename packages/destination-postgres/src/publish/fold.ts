import { rowOperation } from '@millrace/core/plugin'
import type { StreamSchema, TableSchema } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { column, columns, joinOn } from '../database/names.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { dataColumns, stagedColumns } from '../stage/staged-columns.ts'
import { inByteOrder } from './in-byte-order.ts'
import { internal } from './internal-columns.ts'
import type { StagedRows } from './staged-rows.ts'
import { fillTemporary } from './temporary-table.ts'

/** What remains of all that was staged for each key: at most one row. */
export interface Folded {
  /**
   * A query, in parentheses, for one row of each key: the staged row that won, with NULL as its `_mr_order` and
   * `_mr_operation` where nothing competed, or a deletion came last; and `_mr_gone`: the source said that the record is
   * gone, before the winner.
   */
  readonly winners: Sql
  /** Records with data that lost. */
  readonly superseded: number
}

const folded = '_mr_folded'
const order = sql.id(stagedColumns.order)
const operation = sql.id(stagedColumns.operation)
const gone = sql.id(internal.gone)
const goneAt = sql.id(internal.goneAt)
const upserts = sql.id(internal.upserts)

/**
 * Lets the rows of each key compete: those before the last deletion by the source fall away, of the rest the highest
 * cursor wins, on a tie the later one.
 */
export async function fold(
  transaction: Transaction,
  { schema, root, staged }: { readonly schema: StreamSchema; readonly root: TableSchema; readonly staged: StagedRows },
): Promise<Folded> {
  const rows = staged.select(root)
  if (await isFree(transaction, { root, staged })) {
    return { winners: sql`(select *, false as ${gone} from ${rows} as r)`, superseded: 0 }
  }
  const deleteBySource = sql.lit(rowOperation.deleteBySource)
  const keys = columns(root.key, 's')
  await fillTemporary(
    transaction,
    folded,
    sql`with grouped as (
        select ${columns(root.key)}, max(${order}) filter (where ${operation} = ${deleteBySource}) as ${goneAt},
          count(*) filter (where ${operation} = ${sql.lit(rowOperation.upsert)}) as ${upserts}
        from ${rows} as r group by ${columns(root.key)}
      ),
      winners as (
        select distinct on (${keys}) ${keys}, s.${order}, s.${operation}
        from ${rows} as s join grouped as g on ${joinOn(root.key, 's', 'g')}
        where s.${operation} not in (${deleteBySource}, ${sql.lit(rowOperation.seen)})
          and (g.${goneAt} is null or s.${order} > g.${goneAt})
        order by ${keys}, ${byCursor(schema, root)}s.${order} desc
      )
      select ${columns(root.key, 'g')}, w.${order}, w.${operation}, g.${goneAt} is not null as ${gone}, g.${upserts}
      from grouped as g left join winners as w on ${joinOn(root.key, 'g', 'w')}`,
  )
  const table = transaction.temporary(folded)
  const superseded = await transaction.connection.count(
    sql`select coalesce(sum(${upserts}), 0)::bigint
        - count(*) filter (where ${operation} = ${sql.lit(rowOperation.upsert)}) from ${table}`,
  )
  const data = dataColumns(root).filter(({ name }) => !root.key.includes(name))
  const cells = [
    columns([...root.key, stagedColumns.order, stagedColumns.operation, internal.gone], 'f'),
    ...data.map(({ name }) => column(name, 's')),
  ]
  const winners = sql`(select ${sql.join(cells)} from ${table} as f left join ${rows} as s on s.${order} = f.${order})`
  return { winners, superseded }
}

/** Whether every staged row has data and a key of its own, so that none competes with another. */
async function isFree(
  { connection }: Transaction,
  { root, staged }: { readonly root: TableSchema; readonly staged: StagedRows },
): Promise<boolean> {
  if (staged.others > 0) return false
  const rows = sql`select distinct ${columns(root.key)} from ${staged.select(root)} as r`
  return (await connection.count(sql`select count(*) from (${rows}) as d`)) === staged.upserts
}

function byCursor({ cursor }: StreamSchema, root: TableSchema): Sql {
  if (cursor === undefined) return sql``
  const type = root.columns.find(({ name }) => name === cursor)?.type
  return sql`${inByteOrder(column(cursor, 's'), type)} desc nulls last, `
}
