import type { ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import { isGone } from '../api/read-refusal.ts'
import { idOf, isObject } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** How many invoices are asked for at once. */
const invoicesAtOnce = 4

/** Invoices with their items and payments: one or two requests for each. */
export function invoices(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description:
      'Invoices with their items and payments. Amounts are in cents or the like, quantities and prices of items as Clockify scales them.',
    columns: {
      id: 'text',
      workspaceId: { type: 'text', description: 'Not sent by Clockify: the workspace that was asked' },
      number: 'text',
      subject: 'text',
      note: 'text',
      status: 'text',
      userId: 'text',
      clientId: 'text',
      clientName: 'text',
      clientAddress: 'text',
      companyId: 'text',
      companyName: 'text',
      billFrom: 'text',
      currency: 'text',
      issuedDate: 'timestamp',
      dueDate: 'timestamp',
      amount: 'integer',
      balance: 'integer',
      paid: 'integer',
      subtotal: 'integer',
      discount: 'float',
      discountAmount: 'integer',
      tax: 'float',
      taxAmount: 'integer',
      tax2: 'float',
      tax2Amount: 'integer',
      taxType: 'text',
      calculationType: 'text',
      containsImportedTimes: 'boolean',
      containsImportedExpenses: 'boolean',
      created_at: 'timestamp',
    },
    tables: {
      items: {
        columns: {
          order: 'integer',
          itemType: 'text',
          description: 'text',
          quantity: 'integer',
          unitPrice: 'integer',
          amount: 'integer',
          applyTaxes: 'text',
          importType: 'text',
        },
      },
      'items.timeEntryIds': { valueColumn: 'time_entry_id', valueType: 'text', unordered: true },
      'items.expenseIds': { valueColumn: 'expense_id', valueType: 'text', unordered: true },
      payments: {
        elementKey: 'id',
        columns: { id: 'text', amount: 'integer', author: 'text', date: 'timestamp', note: 'text' },
      },
      visibleZeroFields: { valueType: 'text', unordered: true },
    },
    feature: 'INVOICING',
    pages: (_, request) => readInvoices(tools, request),
    toRecord: (invoice, workspaceId) => ({ ...invoice, workspaceId }),
  })
}

async function* readInvoices(tools: StreamTools, request: ReadRequest): AsyncGenerator<readonly ClockifyObject[]> {
  const path = invoicesPath(request)
  const list = tools.api.wholeList({ path, query: { 'sort-column': 'ID' }, select: ['invoices'] }, request)
  for await (const page of list) {
    for (let start = 0; start < page.length; start += invoicesAtOnce) {
      const some = page.slice(start, start + invoicesAtOnce)
      const whole = await Promise.all(some.map((invoice) => readInvoice(tools, invoice, request)))
      yield whole.filter((invoice) => invoice !== undefined)
    }
  }
}

/** Undefined for one that was deleted since it was listed. */
async function readInvoice(
  { api }: StreamTools,
  listed: ClockifyObject,
  request: ReadRequest,
): Promise<ClockifyObject | undefined> {
  const path = `${invoicesPath(request)}/${idOf(listed)}`
  try {
    const invoice = await api.get(path, request)
    const payments: ClockifyObject[] = []
    // Of what nobody has paid there are none to ask for.
    if (listed['paid'] !== 0) {
      for await (const page of api.wholeList({ path: `${path}/payments` }, request)) payments.push(...page)
    }
    return { ...listed, ...(isObject(invoice) ? invoice : {}), payments }
  } catch (error) {
    if (isGone(error)) return undefined
    throw error
  }
}

function invoicesPath({ partition }: ReadRequest): string {
  return `/workspaces/${partition}/invoices`
}
