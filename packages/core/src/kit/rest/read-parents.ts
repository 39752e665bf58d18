import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import type { PausePart, SkippedPart } from '../../contract/part.ts'
import type { ReadRequest } from '../../contract/read-request.ts'
import { defaultParameters } from './default-parameters.ts'
import type { RestParent } from './rest-parent.ts'

/** A record of a parent stream, or what it says in place of the rest of them. */
export type ParentItem =
  | { readonly record: Readonly<Record<string, unknown>> }
  | { readonly notice: PausePart | SkippedPart }

/** Reads the parent stream in full: the same partition, where it has partitions. */
export async function* readParents(
  { stream }: RestParent,
  request: Omit<ReadRequest, 'savepoint'>,
): AsyncGenerator<ParentItem, void, undefined> {
  const partition = stream.partitions === undefined ? '' : request.partition
  const parameters = await defaultParameters(stream)
  const parts = stream.read({
    ...request,
    mode: 'full',
    partition,
    savepoint: undefined,
    range: undefined,
    fields: undefined,
    parameters,
  })
  for await (const part of parts) {
    if ('pause' in part || 'skipped' in part) {
      yield { notice: part }
      return
    }
    if ('bytes' in part) throw new InvalidPartError('a stream that yields bytes cannot be the parent of a REST stream')
    if (!('records' in part)) continue
    for (const record of part.records) if (isObject(record)) yield { record }
  }
}

function isObject(record: unknown): record is Readonly<Record<string, unknown>> {
  return typeof record === 'object' && record !== null && !Array.isArray(record)
}
