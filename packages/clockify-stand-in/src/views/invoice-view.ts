import type { JsonObject } from '../json.ts'
import type { Entity } from '../world/entities.ts'

/** An invoice as the list shows it. */
export function invoiceRow(invoice: Entity): JsonObject {
  const { id, clientId, clientName, currency, issuedDate, dueDate, number, amount, balance, paid, status } = invoice
  return { id, clientId, clientName, currency, issuedDate, dueDate, number, amount, balance, paid, status }
}
