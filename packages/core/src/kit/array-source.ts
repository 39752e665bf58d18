import type { Source } from '../contract/source.ts'
import { iterableSource } from './iterable-source.ts'
import type { IterableStream } from './iterable-source.ts'

export interface ArrayStream extends Omit<IterableStream, 'records'> {
  readonly records: readonly unknown[]
}

/** A source over arrays, for tests and examples. Change the arrays between runs to play a source that changes. */
export function arraySource<const StreamName extends string>(
  streams: Readonly<Record<StreamName, ArrayStream | readonly unknown[]>>,
): Source<StreamName> {
  const entries = Object.entries<ArrayStream | readonly unknown[]>(streams).map(([name, given]) => {
    const { records, ...definition } = isArray(given) ? { records: given } : given
    return [name, { ...definition, records: () => records }]
  })
  return iterableSource('array', Object.fromEntries(entries) as Record<StreamName, IterableStream>)
}

function isArray(given: ArrayStream | readonly unknown[]): given is readonly unknown[] {
  return Array.isArray(given)
}
