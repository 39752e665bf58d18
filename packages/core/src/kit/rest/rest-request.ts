import type { ReadRequest } from '../../contract/read-request.ts'

/** What a computed part of a request is computed from: what the engine asked to read, and for which parent. */
export interface RestRequest<Parameters = unknown> extends Omit<ReadRequest<Parameters>, 'savepoint'> {
  /** The record of the parent stream that is read for. Undefined without `parent`. */
  readonly parent: Readonly<Record<string, unknown>> | undefined
}
