import { ok } from '../http/answer.ts'
import { refusal } from '../http/api-error.ts'
import type { Route, WorkspaceCall } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { reportFilter } from '../report/report-filter.ts'
import { readReport, type ReportRequest } from '../report/report-request.ts'
import { reportTotals } from '../report/report-totals.ts'
import { expenseRow } from '../views/expense-view.ts'
import type { Json } from '../json.ts'

const dayInMs = 24 * 3_600_000

/** Reports that nobody needs for a copy: totals without groups, and the refusals that are known. */
export const otherReportRoutes: readonly Route[] = [
  workspaceRoute('/reports/summary', { host: 'reports', method: 'POST' }, (call) => {
    return ok({ totals: totalsOf(call, readReport(call)), groupOne: [] })
  }),
  workspaceRoute('/reports/weekly', { host: 'reports', method: 'POST' }, (call) => {
    const request = readReport(call)
    if (Math.ceil((request.to - request.from - 1) / dayInMs) !== 7) {
      throw refusal(400, 'Please select date range of exactly 7 days for weekly report', 501)
    }
    return ok({ totals: totalsOf(call, request), groupOne: [], totalsByDay: [] })
  }),
  workspaceRoute('/reports/attendance', { host: 'reports', method: 'POST', feature: 'TIME_OFF' }, (call) => {
    readReport(call)
    return ok({ totals: [], entities: [] })
  }),
  workspaceRoute('/reports/expenses/detailed', { host: 'reports', method: 'POST', feature: 'EXPENSES' }, (call) => {
    const { from, to } = readReport(call)
    const expenses = call.workspace
      .of('expenses')
      .all()
      .filter(({ date }) => {
        const day = Date.parse(`${date}T00:00:00Z`)
        return day >= from && day < to
      })
    const rows = expenses.map((expense) => expenseRow(expense, call.workspace))
    return ok({ totals: [{ expensesCount: rows.length }], expenses: rows })
  }),
]

function totalsOf(call: WorkspaceCall, request: ReportRequest): readonly Json[] {
  const { from, to, body } = request
  const entries = call.workspace.entries.each({ from, to, order: 'ascending' })
  return reportTotals(entries.filter(reportFilter(call, body)), request)
}
