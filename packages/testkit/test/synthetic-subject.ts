import { defineSource, SourceError } from '@millrace/core/plugin'
import type { Source, Stream } from '@millrace/core/plugin'
import { syntheticSource } from '../src/synthetic-source/synthetic-source.ts'
import type { Synthetic } from '../src/synthetic-source/synthetic-source.ts'
import type { SyntheticOptions } from '../src/synthetic-source/synthetic-options.ts'
import type { SourceUnderTest } from '../src/source-suite/source-under-test.ts'

export const secretKey = 'canary-5f1d'

const fullDefaults: SyntheticOptions = { rows: 40, partitions: 2, pageSize: 5, savepointEvery: 1 }

/** A synthetic source as a subject of the suite, with every hook. */
export function syntheticSubject(
  options: SyntheticOptions = {},
  mutate: (stream: Stream, synthetic: Synthetic) => Partial<Stream> = () => ({}),
): SourceUnderTest {
  return subjectOf(syntheticSource({ ...fullDefaults, incremental: 'savepoint', ...options }), options, mutate)
}

/** The same without an incremental mode. */
export function syntheticFullSubject(options: Omit<SyntheticOptions, 'incremental'> = {}): SourceUnderTest {
  return subjectOf(syntheticSource({ ...fullDefaults, ...options }), options, () => ({}))
}

function subjectOf(
  synthetic: Synthetic,
  options: SyntheticOptions,
  mutate: (stream: Stream, synthetic: Synthetic) => Partial<Stream>,
): SourceUnderTest {
  const { world, probe, stream } = synthetic
  return {
    source: sourceOf({ ...stream, ...mutate(stream, synthetic) }),
    broken: brokenSource(),
    secrets: [secretKey],
    change: () => {
      const changed = [...world.update(4), ...world.write(2)]
      const isTold = options.deletes !== 'silent' && options.key !== 'none'
      const removed = isTold ? world.remove(2) : []
      const isGone = new Set(removed)
      return { entries: { changed: changed.filter((key) => !isGone.has(key)), removed } }
    },
    fail: () =>
      synthetic.inject({
        throwsAt: {
          row: 8,
          times: Infinity,
          error: new SourceError({ message: 'the origin answers with status 500', isRetryable: true }),
        },
      }),
    probe: () => probe.pages,
    openHandles: () => probe.openReads,
  }
}

function sourceOf(stream: Stream): Source {
  return defineSource({ name: 'synthetic', streams: { [stream.name]: stream } })
}

function brokenSource(): Source {
  return defineSource({
    name: 'synthetic',
    streams: {},
    check: () => {
      throw new SourceError({ code: 'synthetic_wrong_key', message: 'the key is refused: make a new one' })
    },
  })
}
