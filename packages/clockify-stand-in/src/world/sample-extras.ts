import { readSample } from './read-sample.ts'
import type { WorkspaceState } from './workspace-state.ts'

/** Money, approvals, time off, plans and the logs of the sample workspace. */
export function fillSampleExtras(workspace: WorkspaceState): void {
  for (const category of readSample('expense-categories-list').categories) {
    workspace.of('expenseCategories').put(category)
  }
  const invoice = readSample('invoice-single-get')
  workspace.of('invoices').put(invoice)
  for (const payment of readSample('invoice-payments-list')) {
    workspace.of('invoicePayments').put({ ...payment, invoiceId: invoice.id })
  }
  for (const details of readSample('approval-requests-list')) {
    workspace.of('approvalRequests').put({ id: details.approvalRequest.id, details })
  }
  for (const policy of readSample('time-off-policies-list')) workspace.of('timeOffPolicies').put(policy)
  for (const balance of readSample('time-off-balances-envelope').balances) {
    workspace.of('timeOffBalances').put(balance)
  }
  for (const request of readSample('time-off-requests-search-response').requests) {
    workspace.of('timeOffRequests').put(request)
  }
  for (const holiday of readSample('holidays-list')) workspace.of('holidays').put(holiday)
  for (const assignment of readSample('scheduling-assignments-all')) {
    workspace.of('assignments').put(assignment)
  }
  for (const webhook of readSample('webhooks-list').webhooks) {
    workspace.of('webhooks').put(webhook)
  }
  workspace.auditLog.push(...readSample('audit-log-response'))
  const { created, updated, deleted } = workspace.feedItems
  created.push(...readSample('entities-created-response'))
  updated.push(...readSample('entities-updated-response'))
  // The policy among them is one that still exists in the list of policies.
  deleted.push(...readSample('entities-deleted-response').filter(({ documentCode }) => documentCode !== 'PTO_POLICY'))
}
