import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import { columnsOf } from '../record-columns.ts'
import type { Change } from '../store.ts'
import { writeValue } from '../stored-value.ts'
import type { Statement } from './statement.ts'
import type { RecordTable, Tables } from './tables.ts'

/** Makes one change, and answers a row if it was allowed: if the revision is what it was, or the id is free. */
export function changeStatement(tables: Kysely<Tables>, change: Change): Statement {
  switch (change.type) {
    case 'create':
      return tables
        .with('raised', (query) =>
          // Of a number that the store has given out nothing has to be changed, and nobody waits.
          query
            .updateTable('ids')
            .set({ last: change.id })
            .where('kind', '=', change.kind)
            .where('last', '<', change.id),
        )
        .insertInto('records')
        .values({ kind: change.kind, id: change.id, revision: 1, ...cellsOf(change) })
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doNothing())
        .returning(sql`1`.as('done'))
    case 'replace':
      return tables
        .updateTable('records')
        .set({ revision: change.revision + 1, ...cellsOf(change) })
        .where('kind', '=', change.kind)
        .where('id', '=', change.id)
        .where('revision', '=', change.revision)
        .returning(sql`1`.as('done'))
    case 'remove':
      return tables
        .deleteFrom('records')
        .where('kind', '=', change.kind)
        .where('id', '=', change.id)
        .where('revision', '=', change.revision)
        .returning(sql`1`.as('done'))
    default:
      return change satisfies never
  }
}

type Cells = Omit<RecordTable, 'kind' | 'id' | 'revision'>

function cellsOf({ kind, account, value }: Exclude<Change, { readonly type: 'remove' }>): Cells {
  const { dueAt, ...columns } = columnsOf(kind, value)
  return { account, ...columns, due_at: dueAt, value: writeValue(kind, value) }
}
