import type { Capabilities } from '../contract/capabilities.ts'
import { emptyState } from './state.ts'
import type { State } from './state.ts'
import { Transaction } from './transaction.ts'

/** Holds the state that all sessions of a destination share. */
export class Database {
  readonly capabilities: Capabilities
  readonly #now: () => number
  #state: State = emptyState

  constructor(options: { readonly capabilities: Capabilities; readonly now: () => number }) {
    this.capabilities = options.capabilities
    this.#now = options.now
  }

  /** What was last committed. Stays as it is, whatever is committed later. */
  get state(): State {
    return this.#state
  }

  /** The destination's time in milliseconds. */
  now(): number {
    return this.#now()
  }

  /** All or nothing: if `work` throws, nothing of it remains. It is synchronous, so two never mix. */
  transact<Result>(work: (transaction: Transaction) => Result): Result {
    const transaction = new Transaction(this.#state, { capabilities: this.capabilities, now: this.#now() })
    const result = work(transaction)
    this.#state = transaction
    return result
  }
}
