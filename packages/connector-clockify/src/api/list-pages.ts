import type { ClockifyObject } from '../entities/clockify-object.ts'
import { ListReader } from './list-reader.ts'
import type { AskPage, ListRequest } from './list-reader.ts'

/** Pages of a list, read once. What is removed from it meanwhile may hide other objects: see `WholeListReader`. */
export async function* listPages(request: ListRequest, ask: AskPage): AsyncGenerator<readonly ClockifyObject[]> {
  const reader = new ListReader(request)
  for (let page = await reader.next(ask); page !== undefined; page = await reader.next(ask)) yield page
}
