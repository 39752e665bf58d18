import type { ListQuery } from './store.ts'
import { StoreError } from './store-error.ts'

/** Throws for conditions that can only be a mistake. */
export function checkQuery(query: ListQuery): void {
  const { account, pipeline, source, destination, before, limit, dueBy } = query
  for (const [name, value] of Object.entries({ account, pipeline, source, destination, before })) {
    if (value !== undefined && !Number.isSafeInteger(value)) throw invalid(name, 'must be a whole number')
  }
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit >= 0)) {
    throw invalid('limit', 'must be a whole number, 0 or more')
  }
  if (dueBy !== undefined && Number.isNaN(dueBy.getTime())) throw invalid('dueBy', 'must be a valid date')
}

function invalid(name: string, what: string): StoreError {
  return new StoreError({ code: 'store_invalid_request', message: `${name} of a list of records ${what}` })
}
