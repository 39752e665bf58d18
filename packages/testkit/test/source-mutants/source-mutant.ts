import type { Part, ReadRequest, Stream } from '@millrace/core/plugin'
import type { SourceToggles, SourceUnderTest } from '../../src/source-suite/source-under-test.ts'
import type { SyntheticOptions } from '../../src/synthetic-source/synthetic-options.ts'
import type { Synthetic } from '../../src/synthetic-source/synthetic-source.ts'
import { syntheticSubject } from '../synthetic-subject.ts'

/** A source that is broken in one way, and how the suite must find it. */
export interface SourceMutant {
  /** The group that must find it. */
  readonly group: string
  /** The name of the test that must find it. */
  readonly test: string
  /** What that test must say. */
  readonly because: RegExp
  /** Other groups that may find it as well. Default: none. */
  readonly alsoIn?: readonly string[]
  readonly toggles?: SourceToggles
  readonly create: () => SourceUnderTest
}

/** A sound synthetic source with something of its stream replaced. */
export function mutateStream(
  mutate: (stream: Stream, synthetic: Synthetic) => Partial<Stream>,
  options: SyntheticOptions = {},
): () => SourceUnderTest {
  return () => syntheticSubject(options, mutate)
}

/** The same with every read passed through a function. */
export function mutateRead(
  mutate: (parts: AsyncIterable<Part>, request: ReadRequest) => AsyncIterable<Part>,
  options: SyntheticOptions = {},
): () => SourceUnderTest {
  return mutateStream((stream) => ({ read: (request) => mutate(stream.read(request), request) }), options)
}
