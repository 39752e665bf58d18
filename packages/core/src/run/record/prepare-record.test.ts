import { describe, expect, it, vi } from 'vitest'
import { resolveOne } from '../../../test/support/resolve-stream.ts'
import type { SourceRecord } from '../../contract/json.ts'
import type { StreamDefinition } from '../../contract/stream.ts'
import type { Identity, Problem, TableEngine } from '../../tables/table-engine.ts'
import type { StreamOptions } from '../options/pipeline-options.ts'
import { prepareRecords } from './prepare-record.ts'
import type { Prepared } from './prepare-record.ts'

/** Knows the key `id` and the cursor `at`, a text; the only thing that is asked of an engine here. */
function identify(record: SourceRecord): Identity | Problem {
  const { id, at } = record
  const problem = { type: 'problem', path: 'id', code: 'null_key', message: 'no key' } as const
  if (typeof id !== 'number') return problem
  const identity = { type: 'identity', key: [id], keyText: String(id), cursor: null, scope: {} } as const
  if (at === undefined || typeof at === 'string') return { ...identity, cursor: at ?? null }
  return { ...problem, path: 'at', code: 'cursor_type', identity }
}

async function prepare(
  values: readonly unknown[],
  own: StreamOptions = {},
  stream: Partial<StreamDefinition> = {},
): Promise<readonly Prepared[]> {
  const resolved = await resolveOne({ primaryKey: 'id', cursor: 'at', ...stream }, own)
  const patience = { signal: new AbortController().signal, timeoutInMs: 1_000 }
  return prepareRecords(values, { resolved, engine: { identify } as TableEngine, patience })
}

const prepareOne = async (...given: Parameters<typeof prepare>): Promise<Prepared | undefined> =>
  (await prepare(...given))[0]

/** Says yes, or refuses `name` with a message that quotes it. */
const schema: NonNullable<StreamDefinition['schema']> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      Reflect.get(Object(value), 'name') === 'hunter2'
        ? { issues: [{ message: 'hunter2 is no name', path: ['name'] }] }
        : { value: { replaced: true } },
  },
}

describe('prepareRecords', () => {
  it('answers in the order of the records, however long each takes', async () => {
    const release = Promise.withResolvers<undefined>()
    const transform: StreamOptions['transform'] = (record) =>
      record['id'] === 1 ? release.promise.then(() => record) : record
    const prepared = prepare([{ id: 1 }, { id: 2 }, null], { transform })
    release.resolve(undefined)
    const types = (await prepared).map(({ type, identity }) => [type, identity?.keyText])
    expect(types).toEqual([
      ['upsert', '1'],
      ['upsert', '2'],
      ['rejected', undefined],
    ])
  })

  it.each([null, undefined, 'text', 7, [{ id: 1 }]])('rejects %j, which is no object, on receipt', async (value) => {
    expect(await prepareOne([value])).toMatchObject({
      type: 'rejected',
      original: value,
      identity: undefined,
      step: 'receive',
      problem: { code: 'not_an_object' },
    })
  })

  it('keeps the key of a record of which only the cursor cannot be read', async () => {
    const rejected = await prepareOne([{ id: 1, at: 7 }])
    expect(rejected).toMatchObject({ type: 'rejected', step: 'inputValidation', identity: { keyText: '1' } })
    expect((await prepareOne([{ at: 'a' }]))?.identity).toBeUndefined()
  })

  it('lets the schema judge, and stores the record as it came', async () => {
    const record = { id: 1, name: 'Ann' }
    expect(await prepareOne([record], {}, { schema })).toMatchObject({ type: 'upsert', record })
    const rejected = await prepareOne([{ id: 1, at: 7, name: 'hunter2' }], {}, { schema })
    expect(rejected).toMatchObject({
      step: 'inputValidation',
      identity: { keyText: '1' },
      problem: { code: 'schema_mismatch', path: 'name' },
    })
    expect(JSON.stringify(Reflect.get(Object(rejected), 'problem'))).not.toContain('hunter2')
  })

  it('filters before fields are left out, and transforms after', async () => {
    const seen = vi.fn<(step: string, fields: readonly string[]) => void>()
    const own: StreamOptions = {
      fields: { exclude: ['secret'] },
      filter: (record) => {
        seen('filter', Object.keys(record))
        return record['secret'] !== 0
      },
      transform: (record) => {
        seen('transform', Object.keys(record))
        return { ...record, more: 1 }
      },
    }
    const [kept, filtered] = await prepare(
      [
        { id: 1, secret: 1 },
        { id: 2, secret: 0 },
      ],
      own,
    )
    expect(kept).toMatchObject({ type: 'upsert', original: { id: 1, secret: 1 }, record: { id: 1, more: 1 } })
    expect(filtered).toMatchObject({ type: 'filtered', identity: { keyText: '2' } })
    expect(seen.mock.calls).toEqual([
      ['filter', ['id', 'secret']],
      ['transform', ['id']],
      ['filter', ['id', 'secret']],
    ])
  })

  it.each<readonly [step: string, own: StreamOptions]>([
    ['filter', { filter: () => fail() }],
    ['transformation', { transform: () => fail() }],
    ['transformation', { transform: async () => fail() }],
  ])('rejects a record at whose %s something is thrown, without quoting it', async (step, own) => {
    const rejected = await prepareOne([{ id: 1 }], own)
    expect(rejected).toMatchObject({ type: 'rejected', step, identity: { keyText: '1' } })
    expect(JSON.stringify(Reflect.get(Object(rejected), 'problem'))).not.toContain('hunter2')
  })

  it('lets a transform leave key and cursor out, and not change them', async () => {
    const leave: StreamOptions = { transform: () => ({ name: 'x' }) }
    expect(await prepareOne([{ id: 1, at: 'a' }], leave)).toMatchObject({ record: { id: 1, at: 'a', name: 'x' } })
    for (const changed of [{ id: 2 }, { at: 'b' }, { id: null }]) {
      const own: StreamOptions = { transform: (record) => ({ ...record, ...changed }) }
      expect(await prepareOne([{ id: 1, at: 'a' }], own)).toMatchObject({
        problem: { code: 'protected_field_changed' },
      })
    }
  })

  it.each([undefined, null, 'text', [], [{ id: 1 }]])(
    'rejects a record of which a transform makes %j',
    async (made) => {
      const transform = (() => made) as unknown as NonNullable<StreamOptions['transform']>
      expect(await prepareOne([{ id: 1 }], { transform })).toMatchObject({
        type: 'rejected',
        step: 'transformation',
        problem: { code: 'transform_gave_no_record' },
      })
    },
  )
})

function fail(): never {
  throw new Error('hunter2 is wrong')
}
