import { ok } from '../http/answer.ts'
import { notInWorkspace } from '../http/api-error.ts'
import { paged, readPage } from '../http/paging.ts'
import type { Route, WorkspaceRouteOptions } from '../http/route.ts'
import { sortRows, type SortKeys } from '../http/sort-rows.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { without } from '../json.ts'
import { invoiceRow } from '../views/invoice-view.ts'
import type { Entity } from '../world/entities.ts'

const statuses = ['UNSENT', 'SENT', 'PAID', 'PARTIALLY_PAID', 'VOID', 'OVERDUE'] as const
const options: WorkspaceRouteOptions = { feature: 'INVOICING', isForAdmins: true }

const sortKeys: SortKeys<Entity> = {
  ID: ({ id }) => id,
  CLIENT: ({ clientName }) => clientName,
  DUE_ON: ({ dueDate }) => dueDate,
  ISSUE_DATE: ({ issuedDate }) => issuedDate,
  AMOUNT: ({ amount }) => amount,
  BALANCE: ({ balance }) => balance,
}

/** Invoices with their items and payments. */
export const invoiceRoutes: readonly Route[] = [
  workspaceRoute('/invoices', options, ({ workspace, query }) => {
    const page = readPage(query)
    const wanted = query.someOf('statuses', statuses)
    const invoices = workspace
      .of('invoices')
      .all()
      .filter(({ status }) => wanted.length === 0 || wanted.some((candidate) => candidate === status))
    const rows = sortRows(invoices, query, sortKeys, 'ID').map(invoiceRow)
    return paged(rows, { page, wrap: (part) => ({ total: rows.length, invoices: part }) })
  }),
  workspaceRoute('/invoices/:id', options, ({ workspace, ids }) => {
    const invoice = workspace.of('invoices').get(ids.id)
    if (invoice === undefined) throw notInWorkspace('Invoice')
    return ok(invoice)
  }),
  workspaceRoute('/invoices/:id/payments', options, ({ workspace, ids, query }) => {
    const page = readPage(query)
    if (workspace.of('invoices').get(ids.id) === undefined) throw notInWorkspace('Invoice')
    const payments = workspace
      .of('invoicePayments')
      .all()
      .filter(({ invoiceId }) => invoiceId === ids.id)
    return paged(
      payments.map((payment) => without(payment, 'invoiceId')),
      { page },
    )
  }),
]
