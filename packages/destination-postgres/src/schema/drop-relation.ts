import { DestinationError } from '@millrace/core/plugin'
import { sql } from 'kysely'
import { sqlStateOf } from '../database/sql-state.ts'
import type { Transaction } from '../database/transaction.ts'
import { withinSavepoint } from '../database/within-savepoint.ts'
import { findDependents, findKeyDependents } from './find-dependents.ts'
import { kindInSql } from './standing-relations.ts'
import type { StandingRelation } from './standing-relations.ts'

/** Drops a table or view, but nothing that users have built on it. */
export async function dropRelation(transaction: Transaction, relation: StandingRelation): Promise<void> {
  const { name, kind } = relation
  try {
    await withinSavepoint(transaction, () =>
      transaction.connection.run(sql`drop ${kindInSql(relation)} ${transaction.table(name)}`),
    )
  } catch (error) {
    if (sqlStateOf(error) !== dependentObjects) throw error
    const found = [
      ...(await findDependents(transaction, { table: name })),
      ...(await findKeyDependents(transaction, name)),
    ]
    const what =
      found.length === 0
        ? 'something depends on it'
        : `${found.join(', ')} ${found.length === 1 ? 'depends' : 'depend'} on it`
    throw new DestinationError({
      code: 'postgres_has_dependents',
      message: `${kind} ${name} cannot be dropped: ${what}. Drop that first, and make it again after the run`,
    })
  }
}

const dependentObjects = '2BP01'
