import { RateBudget } from './rate-budget.ts'

let budgets: Map<string, RateBudget> | undefined

/**
 * The budget of this process for one host and one account, made when it is first asked for. What knows nothing that counts any
 * more is dropped on the way, so the map grows with the accounts of the last hour only.
 */
export function budgetFor(key: string): RateBudget {
  budgets ??= new Map()
  const known = budgets.get(key)
  if (known !== undefined) return known
  const now = Date.now()
  for (const [other, budget] of budgets) if (budget.isForgettable(now)) budgets.delete(other)
  const budget = new RateBudget()
  budgets.set(key, budget)
  return budget
}

/** How many are kept. */
export function countBudgets(): number {
  return budgets?.size ?? 0
}
