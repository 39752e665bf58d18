import { arraySource, defineSource } from '@millrace/core/plugin'
import { describe, expect, test } from 'vitest'
import { sourceSuite } from '../src/source-suite/source-suite.ts'
import type { SourceToggles } from '../src/source-suite/source-under-test.ts'
import type { SyntheticOptions } from '../src/synthetic-source/synthetic-options.ts'
import { settingsSubject } from './settings-subject.ts'
import { syntheticFullSubject, syntheticSubject } from './synthetic-subject.ts'

const runner = { describe, test, expect }

const withoutConnector: SourceToggles = { settings: { off: 'it is made without a connector' } }

const isRereading: SourceToggles = { exactIncrements: { off: 'windows are read again' } }

const noSavepoints: SourceToggles = { savepoints: { off: 'the engine keeps the savepoint' } }

const noChange: SourceToggles = { change: { off: 'it has no incremental mode' } }

const kinds: readonly (readonly [name: string, options: SyntheticOptions, toggles: SourceToggles])[] = [
  ['savepoints', {}, {}],
  ['savepoints, unsorted', { isUnsorted: true, key: 'text', isDeclared: true }, {}],
  ['savepoints, without a key', { key: 'none' }, {}],
  ['scopes', { deletes: 'silent', scopes: { windows: 3 }, pageSize: 4 }, isRereading],
  ['cursor', { incremental: 'cursor', ties: 3 }, {}],
  ['cursor, unsorted', { incremental: 'cursor', isUnsorted: true, key: 'composite', deletes: 'silent' }, {}],
]

for (const [name, options, toggles] of kinds) {
  describe(`a synthetic source: ${name}`, () => {
    sourceSuite(runner, {
      create: () => syntheticSubject(options),
      toggles: { ...withoutConnector, ...toggles },
    })
  })
}

describe('a synthetic source: full reads only', () => {
  sourceSuite(runner, {
    create: () => syntheticFullSubject(),
    toggles: { ...withoutConnector, ...noChange },
  })
})

describe('a connector', () => {
  sourceSuite(runner, { create: () => settingsSubject() })
})

describe('an array source', () => {
  sourceSuite(runner, {
    create: () => ({
      source: arraySource({
        users: { primaryKey: 'id', records: [1, 2, 3, 4, 5].map((id) => ({ id })), partSize: 1 },
        tags: ['a', 'b'].map((tag) => ({ tag })),
      }),
      streams: { users: { minRecords: 5 } },
    }),
    toggles: {
      ...withoutConnector,
      ...noSavepoints,
      ...noChange,
      brokenCheck: { off: 'an array always works' },
      failure: { off: 'an array always works' },
      probe: { off: 'an array has no origin' },
    },
  })
})

describe('a source of bytes', () => {
  const text = [1, 2, 3, 4, 5, 6].map((id) => `{"id":${id},"name":"größer"}`).join('\n')
  const bytes = new TextEncoder().encode(text)
  sourceSuite(runner, {
    create: () => ({
      source: defineSource({
        name: 'bytes',
        streams: {
          lines: {
            primaryKey: 'id',
            async *read({ signal }) {
              for (let from = 0; from < bytes.length; from += 7) {
                signal.throwIfAborted()
                yield { bytes: bytes.subarray(from, from + 7), format: 'ndjson' }
              }
              yield { bytes: new TextEncoder().encode('[{"id":7},{"id":8}]'), format: 'json-array' }
            },
          },
        },
      }),
      streams: { lines: { minRecords: 8 } },
    }),
    toggles: {
      ...withoutConnector,
      ...noSavepoints,
      ...noChange,
      brokenCheck: { off: 'it is always there' },
      failure: { off: 'it is always there' },
      probe: { off: 'it has no origin' },
    },
  })
})
