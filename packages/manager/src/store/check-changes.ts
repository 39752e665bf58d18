import type { Change } from './store.ts'
import { StoreError } from './store-error.ts'

/** Throws for ids that no store could keep. */
export function checkChanges(changes: readonly Change[]): void {
  for (const change of changes) {
    if (!isId(change.id)) throw invalid(change, 'its id must be a whole number from 1')
    if (change.type !== 'remove' && !isId(change.account))
      throw invalid(change, 'its account must be a whole number from 1')
  }
}

function isId(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 1
}

function invalid({ type, kind }: Change, what: string): StoreError {
  return new StoreError({ code: 'store_invalid_request', message: `cannot ${type} a record of kind ${kind}: ${what}` })
}
