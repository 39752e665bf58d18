import type { Definition } from './definition.ts'
import { isPlainObject, unwrapObject } from '../plain-object.ts'
import { Rejection } from '../rejection.ts'
import { supportedKindOf } from './supported.ts'
import { asScalar } from '../value-kind.ts'
import type { ValueStats } from '../value-stats.ts'

/** Collects what kinds of scalars stand at a path. What is no scalar is passed over. */
export class StatsCollector {
  readonly #definition: Pick<Definition, 'supports'>
  #stats: ValueStats | undefined

  constructor(definition: Pick<Definition, 'supports'>) {
    this.#definition = definition
  }

  get stats(): ValueStats | undefined {
    return this.#stats
  }

  add(value: unknown): void {
    if (value === null || value === undefined) return
    if (typeof value === 'object' && (Array.isArray(value) || isPlainObject(value))) return
    try {
      const plain = typeof value === 'object' ? unwrapObject(value, '') : value
      if (plain === null || plain === undefined) return
      const kind = supportedKindOf(this.#definition, asScalar(plain, ''))
      this.#stats = { first: this.#stats?.first ?? kind, kinds: (this.#stats?.kinds ?? 0) | kind }
    } catch (error) {
      // The record will be rejected, and the path named, when it is flattened.
      if (!(error instanceof Rejection)) throw error
    }
  }
}
