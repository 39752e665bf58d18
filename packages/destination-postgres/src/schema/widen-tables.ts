import type { RefusedWidening, SchemaStep } from '@millrace/core/plugin'
import { sqlStateOf } from '../database/sql-state.ts'
import type { Sql } from '../database/names.ts'
import type { Transaction } from '../database/transaction.ts'
import { withinSavepoint } from '../database/within-savepoint.ts'
import { countUnfit, widenColumns } from './alter-table.ts'
import type { Widening } from './alter-table.ts'
import { findDependents } from './find-dependents.ts'

export type WidenStep = SchemaStep & { readonly type: 'widenColumn' }

/** A table whose columns are widened together. */
export interface WidenedTable {
  readonly table: Sql
  /** Of a table of the users' schema: what users have built on it can be in the way. */
  readonly name: string | undefined
  readonly steps: readonly WidenStep[]
}

/** Widens columns. What Postgres, or a value, does not allow is left as it is, and answered. */
export async function widenTables(
  transaction: Transaction,
  tables: readonly WidenedTable[],
): Promise<readonly RefusedWidening[]> {
  const refused = new Map<WidenStep, string>()
  for (const { table, steps } of tables) {
    for (const step of steps) {
      const { to } = step
      const unfit = refused.has(step) ? 0 : await countUnfit(transaction, table, toWidening(step))
      if (unfit > 0) refused.set(step, `it has values that ${to} cannot hold exactly`)
    }
  }
  for (const widened of tables) {
    const steps = widened.steps.filter((step) => !refused.has(step))
    for (const [step, reason] of await widenTable(transaction, { ...widened, steps })) refused.set(step, reason)
  }
  return [...refused].map(([{ table, column }, reason]) => ({ table, column, reason }))
}

/** All columns at once, so that the table is written anew only once; where that is refused, one by one. */
async function widenTable(
  transaction: Transaction,
  widened: WidenedTable,
): Promise<readonly (readonly [WidenStep, string])[]> {
  const { table, steps } = widened
  if (steps.length === 0) return []
  try {
    await withinSavepoint(transaction, () => widenColumns(transaction, table, steps.map(toWidening)))
    return []
  } catch (error) {
    if (!isRefusal(error)) throw error
    const [step] = steps
    if (step !== undefined && steps.length === 1) return [[step, await describeObstacle(transaction, widened, step)]]
    const refused: (readonly [WidenStep, string])[] = []
    for (const one of steps) refused.push(...(await widenTable(transaction, { ...widened, steps: [one] })))
    return refused
  }
}

function toWidening({ column, from, to }: WidenStep): Widening {
  return { name: column, from, to }
}

/**
 * Views, rules, policies, triggers and generated columns (0A000), partition keys and tables that inherit (42…), and what
 * computes with the column and fails with the new type: constraints, indexes, defaults.
 */
function isRefusal(error: unknown): boolean {
  const state = sqlStateOf(error) ?? ''
  return ['0A', '2B', '22', '23', '42'].includes(state.slice(0, 2)) && state !== insufficientPrivilege
}

async function describeObstacle(
  transaction: Transaction,
  { name }: WidenedTable,
  { column, to }: WidenStep,
): Promise<string> {
  const found = name === undefined ? [] : await findDependents(transaction, { table: name, column })
  if (found.length === 0) return `something that is built on it does not go with the type ${to}`
  return `${found.join(', ')} ${found.length === 1 ? 'depends' : 'depend'} on it`
}

const insufficientPrivilege = '42501'
