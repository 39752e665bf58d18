import { SchemaFrozenError } from '../../contract/errors/schema-frozen-error.ts'
import { warn } from './plan.ts'
import type { Plan } from './plan.ts'
import { Rejection } from '../rejection.ts'

const maxDiscardedPaths = 1000

/**
 * Whether the tables may change for the value at a path. Otherwise the policy is carried out: the value is counted as
 * left out (false), or an error thrown.
 */
export function mayChange(plan: Plan, path: string): boolean {
  if (!plan.isSettled) return true
  const { drift, stream } = plan.definition.options
  switch (drift) {
    case 'evolve':
      return true
    case 'discardValue':
      countDiscarded(plan, path)
      return false
    case 'discardRecord':
      throw new Rejection('schema_drift', path)
    case 'freeze':
      throw new SchemaFrozenError(
        `stream ${stream}: the tables are frozen, but the value at '${path}' does not fit them; ` +
          'leave the field out, declare it, or choose another drift policy',
      )
    default:
      return drift satisfies never
  }
}

function countDiscarded(plan: Plan, path: string): void {
  const { discarded, changes } = plan
  const key = discarded.has(path) || discarded.size < maxDiscardedPaths ? path : ''
  const count = discarded.get(key) ?? 0
  discarded.set(key, count + 1)
  changes.record(() => (count === 0 ? discarded.delete(key) : discarded.set(key, count)))
  warn(plan, 'value_discarded', path, 'values that do not fit the tables are left out')
}
