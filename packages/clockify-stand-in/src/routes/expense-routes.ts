import { ok } from '../http/answer.ts'
import { accessDenied, notInWorkspace } from '../http/api-error.ts'
import { paged, readPage } from '../http/paging.ts'
import type { Route } from '../http/route.ts'
import { sortRows } from '../http/sort-rows.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { expenseDetails, expenseRow } from '../views/expense-view.ts'
import type { Entity, Expense } from '../world/entities.ts'

const dayInMs = 24 * 3_600_000

/** Expenses and their categories. `start` and `end` are ignored, as they are by the real server. */
export const expenseRoutes: readonly Route[] = [
  workspaceRoute('/expenses', { feature: 'EXPENSES' }, ({ workspace, query, caller, isAdmin }) => {
    const page = readPage(query)
    const userId = query.text('user-id')
    const expenses = workspace
      .of('expenses')
      .all()
      .filter((expense) => {
        if (!isAdmin && expense.userId !== caller.userId) return false
        return userId === undefined || expense.userId === userId
      })
    const rows = expenses.map((expense) => expenseRow(expense, workspace))
    return paged(rows, {
      page,
      wrap: (part) => ({
        expenses: { expenses: part, count: rows.length },
        dailyTotals: totals(expenses, ({ date }) => date).map(([date, total]) => ({
          date,
          dateAsInstant: `${date}T00:00:00Z`,
          total,
        })),
        weeklyTotals: totals(expenses, mondayOf).map(([date, total]) => ({ date, total })),
      }),
    })
  }),
  workspaceRoute('/expenses/categories', { feature: 'EXPENSES' }, ({ workspace, query }) => {
    const page = readPage(query)
    const [archived, name] = [query.boolean('archived'), query.text('name')]
    const categories = workspace
      .of('expenseCategories')
      .all()
      .filter((category) => {
        if (archived !== undefined && category.archived !== archived) return false
        return name === undefined || (typeof category.name === 'string' && category.name.includes(name))
      })
    const rows = sortRows(categories, query, { NAME: ({ name }: Entity) => name }, 'NAME')
    return paged(rows, { page, wrap: (part) => ({ count: rows.length, categories: part }) })
  }),
  workspaceRoute('/expenses/:id', { feature: 'EXPENSES' }, ({ workspace, ids, caller, isAdmin }) => {
    const expense = workspace.of('expenses').get(ids.id)
    if (expense === undefined) throw notInWorkspace('Expense')
    if (!isAdmin && expense.userId !== caller.userId) throw accessDenied()
    return ok(expenseDetails(expense))
  }),
]

function totals(
  expenses: readonly Expense[],
  dayOf: (expense: Expense) => string,
): readonly (readonly [string, number])[] {
  const sums = new Map<string, number>()
  for (const expense of expenses) sums.set(dayOf(expense), (sums.get(dayOf(expense)) ?? 0) + expense.total)
  return [...sums]
}

function mondayOf({ date }: Expense): string {
  const day = new Date(`${date}T00:00:00Z`)
  return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * dayInMs).toISOString().slice(0, 10)
}
