import type { JsonValue } from '@millrace/core/plugin'
import type { SyntheticHistory } from '../synthetic-source/synthetic-source.ts'

/**
 * What parent and child say to each other. The order is the child's only argument, as JSON; the child answers in lines
 * of JSON on a pipe of its own, so that what anybody prints does not disturb them.
 */

/** The pipe on which the child tells. */
export const tellingDescriptor = 3

/** What a child has to do: one run. */
export interface KillOrder {
  /** Name of the store. */
  readonly store: string
  /** Name of a scenario. Both sides know what is meant by it. */
  readonly scenario: string
  /** What the source went through in other processes. */
  readonly history: SyntheticHistory
  /** Where the run stops and waits to be killed; undefined for nowhere. */
  readonly fatal?: NamedMark
}

/** The `occurrence`-th mark of a name, from 1. Other than the order of all marks, this hardly depends on chance. */
export interface NamedMark {
  readonly name: string
  readonly occurrence: number
}

export type ChildLine =
  /** The run begins. */
  | { readonly type: 'started' }
  | { readonly type: 'acknowledged'; readonly partition: string; readonly savepoint: JsonValue }
  /** It waits to be killed. */
  | { readonly type: 'waiting' }
  /** The run ended; null for well. */
  | { readonly type: 'ended'; readonly error: string | null }
