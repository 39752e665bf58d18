import { arraySource, defineSource, InvalidOptionsError, SourceError } from '@millrace/core'
import type { Part, Source } from '@millrace/core'
import { describe, expect, it } from 'vitest'
import { checkFilter } from '../filter/check-filter.ts'
import { compileTransformation } from '../transformation/compile-transformation.ts'
import { previewStream } from './preview-stream.ts'
import type { PreviewRequest } from './preview-stream.ts'

const projects = [1, 2, 3].map((id) => ({
  id,
  name: `Project ${id}`,
  client: { city: 'Berlin' },
  tags: ['a', 'b'],
  members: [{ userId: 'u1', rate: id }],
}))
const source = arraySource({ projects: { primaryKey: 'id', records: projects } })

describe('previewStream', () => {
  it('shows tables by path with proposed names, all fields with types, and the first records as they would land', async () => {
    const { tables, rows, ...rest } = await preview({}, 2)
    expect(tables).toEqual([
      {
        path: '',
        proposedName: 'projects',
        fields: [
          { path: 'id', name: 'id', type: 'integer', isKey: true, isProtected: true },
          { path: 'name', name: 'name', type: 'text', isKey: false, isProtected: false },
          { path: 'client.city', name: 'client__city', type: 'text', isKey: false, isProtected: false },
        ],
      },
      {
        path: 'tags',
        proposedName: 'projects__tags',
        fields: [
          { path: null, name: 'project_id', type: 'integer', isKey: true, isProtected: true },
          { path: null, name: '_index', type: 'integer', isKey: true, isProtected: true },
          { path: 'tags', name: 'value', type: 'text', isKey: false, isProtected: false },
        ],
      },
      {
        path: 'members',
        proposedName: 'projects__members',
        fields: [
          { path: null, name: 'project_id', type: 'integer', isKey: true, isProtected: true },
          { path: null, name: '_index', type: 'integer', isKey: true, isProtected: true },
          { path: 'members.userId', name: 'userid', type: 'text', isKey: false, isProtected: false },
          { path: 'members.rate', name: 'rate', type: 'integer', isKey: false, isProtected: false },
        ],
      },
    ])
    expect(rows['']).toEqual([
      { id: 1, name: 'Project 1', client__city: 'Berlin' },
      { id: 2, name: 'Project 2', client__city: 'Berlin' },
    ])
    expect(rows['members']).toEqual([
      { project_id: 1, _index: 0, userid: 'u1', rate: 1 },
      { project_id: 2, _index: 0, userid: 'u1', rate: 2 },
    ])
    expect(rest).toMatchObject({ hasMore: true, pause: null, skipped: [], rejected: [] })
  })

  it('gives the fields that filters and transformations are checked against', async () => {
    const { fields } = await preview({ fields: { exclude: ['name'] }, filter: () => false })
    expect(fields).toEqual([
      { path: 'id', type: 'integer', isProtected: true },
      { path: 'name', type: 'text' },
      { path: 'client.city', type: 'text' },
      { path: 'tags', type: 'array', elements: 'text' },
      { path: 'members', type: 'array' },
      { path: 'members.userId', type: 'text' },
      { path: 'members.rate', type: 'integer' },
    ])
    expect(checkFilter({ path: 'tags', operator: 'contains', values: ['a'] }, fields)).toEqual([])
  })

  it('goes by the options of the pipeline: names, fields, filter and transformation', async () => {
    const steps = [{ do: 'rename', path: 'client.city', to: 'place' } as const, { do: 'upper', path: 'place' } as const]
    const { tables, rows, hasMore } = await preview({
      tables: { '': 'jobs', members: 'job_members' },
      fields: { exclude: ['tags', 'members.rate'] },
      filter: ({ id }) => id !== 2,
      transform: compileTransformation({ steps }, { functions: {} }),
    })
    expect(tables.map(({ path, proposedName }) => [path, proposedName])).toEqual([
      ['', 'jobs'],
      ['members', 'job_members'],
    ])
    expect(rows).toEqual({
      '': [
        { id: 1, name: 'Project 1', place: 'BERLIN' },
        { id: 3, name: 'Project 3', place: 'BERLIN' },
      ],
      members: [
        { project_id: 1, _index: 0, userid: 'u1' },
        { project_id: 3, _index: 0, userid: 'u1' },
      ],
    })
    expect(hasMore).toBe(false)
  })

  it('shows the tables also where the filter lets no record through', async () => {
    const { tables, rows } = await preview({ filter: () => false })
    expect(tables.map(({ path }) => path)).toEqual(['', 'tags', 'members'])
    expect(rows).toEqual({ '': [], tags: [], members: [] })
  })

  it('keeps to what the destination can do', async () => {
    const capabilities = {
      types: ['text', 'integer', 'timestamp'],
      maxIdentifierLength: { count: 15, unit: 'bytes' },
    } as const
    const decimals = arraySource({ a_rather_long_stream_name: { primaryKey: 'id', records: [{ id: 1, rate: 1.5 }] } })
    const { tables } = await previewStream({ source: decimals, capabilities, stream: 'a_rather_long_stream_name' })
    expect(tables[0]?.proposedName).toHaveLength(15)
    expect(tables[0]?.fields.find(({ path }) => path === 'rate')?.type).toBe('text')
  })

  it('shows declared columns though no record has them, and though there is no record', async () => {
    const columns = { id: 'text', rate: { type: 'decimal', description: 'per hour' } } as const
    const tables = { members: { columns: { userId: 'text' } } } as const
    for (const records of [[{ id: 'a' }], []]) {
      const declared = arraySource({ users: { primaryKey: 'id', columns, tables, records } })
      const shown = await previewStream({ source: declared, capabilities: {}, stream: 'users' })
      expect(shown.tables.map(({ path, fields }) => [path, fields.map(({ name, type }) => `${name} ${type}`)])).toEqual(
        [
          ['', ['id text', 'rate decimal']],
          ['members', ['user_id text', '_index integer', 'userid text']],
        ],
      )
      expect(shown.tables[0]?.fields[1]?.description).toBe('per hour')
      expect(shown.fields).toContainEqual({ path: 'rate', type: 'decimal', isDeclared: true })
    }
  })

  it('names the main table even where nothing is known', async () => {
    const empty = arraySource({ keyed: { primaryKey: 'id', columns: { a: 'text' }, records: [] }, bare: [] })
    const keyed = await previewStream({ source: empty, capabilities: {}, stream: 'keyed' })
    expect(keyed.tables[0]?.fields.map(({ name }) => name)).toEqual(['id', 'a'])
    const bare = await previewStream({ source: empty, capabilities: {}, stream: 'bare' })
    expect(bare).toMatchObject({ tables: [{ path: '', proposedName: 'bare' }], rows: {}, fields: [] })
  })

  it('says which records would not land, without their values', async () => {
    const broken = arraySource({ users: { primaryKey: 'id', records: [{ id: 1 }, { id: null, name: 'secret' }] } })
    const { rejected, rows } = await previewStream({ source: broken, capabilities: {}, stream: 'users' })
    expect(rejected).toMatchObject([{ step: 'inputValidation', path: 'id', count: 1 }])
    expect(JSON.stringify(rejected)).not.toContain('secret')
    expect(rows['']).toHaveLength(1)
  })

  it('reads no more than it was asked for, closes the source, and acknowledges nothing', async () => {
    const seen: string[] = []
    const scripted = partitioned(seen, async function* (partition) {
      for (let part = 0; part < 100; part += 1) {
        seen.push(`${partition} ${part}`)
        yield { records: [{ id: `${partition}${part}a` }, { id: `${partition}${part}b` }] }
        yield { savepoint: part }
      }
    })
    const { rows, hasMore } = await previewStream(
      { source: scripted, capabilities: {}, stream: 'things' },
      { maxRecords: 3 },
    )
    expect(rows['']?.map(({ id }) => id)).toEqual(['p0a', 'p0b', 'p1a'])
    expect(hasMore).toBe(true)
    expect(seen).toEqual(['p 0', 'p 1', 'p closed'])
  })

  it('acknowledges nothing either where the whole stream was read', async () => {
    const seen: string[] = []
    const scripted = partitioned(seen, async function* (partition) {
      yield { records: [{ id: partition }] }
      yield { savepoint: 1 }
    })
    const { rows } = await previewStream({ source: scripted, capabilities: {}, stream: 'things' })
    expect(rows['']).toHaveLength(2)
    expect(seen).toEqual(['p closed', 'q closed'])
  })

  it('goes on to the next partition where the first brings too few', async () => {
    const scripted = partitioned([], async function* (partition) {
      if (partition === 'q') yield { records: [{ id: 1 }] }
    })
    const { rows, hasMore } = await previewStream({ source: scripted, capabilities: {}, stream: 'things' })
    expect(rows['']).toEqual([{ id: 1 }])
    expect(hasMore).toBe(false)
  })

  it('says that the source pauses, and shows what came before', async () => {
    const until = new Date('2030-01-01T00:00:00Z')
    const byPart = partitioned([], async function* () {
      yield { records: [{ id: 1 }] }
      yield { pause: { until, reason: 'quota used up' } }
    })
    const byError = partitioned([], async function* () {
      yield { records: [{ id: 1 }] }
      throw new SourceError({ message: 'quota used up', retryAt: until })
    })
    for (const paused of [byPart, byError]) {
      const shown = await previewStream({ source: paused, capabilities: {}, stream: 'things' })
      expect(shown.pause).toEqual({ until, reason: 'quota used up' })
      expect(shown.rows['']).toEqual([{ id: 1 }])
      expect(shown.hasMore).toBe(true)
    }
  })

  it('says that the source skips', async () => {
    const skipping = partitioned([], async function* (partition) {
      if (partition === 'p') yield { skipped: 'the plan has no time off' }
      else yield { records: [{ id: 1 }] }
    })
    const shown = await previewStream({ source: skipping, capabilities: {}, stream: 'things' })
    expect(shown.skipped).toEqual(['the plan has no time off'])
    expect(shown.rows['']).toEqual([{ id: 1 }])
  })

  it.each(['ndjson', 'json-array'] as const)('reads records that are still %s', async (format) => {
    const texts = [1, 2, 3].map((id) => JSON.stringify({ id }))
    const text = format === 'ndjson' ? `${texts.join('\n')}\n` : `[${texts.join(',')}]`
    const bytes = Buffer.from(text)
    const scripted = defineSource({
      name: 'bytes',
      streams: {
        things: {
          primaryKey: 'id',
          async *read() {
            yield { bytes: bytes.subarray(0, format === 'ndjson' ? 5 : bytes.length), format }
            if (format === 'ndjson') yield { bytes: bytes.subarray(5), format }
          },
        },
      },
    })
    const shown = await previewStream({ source: scripted, capabilities: {}, stream: 'things' }, { maxRecords: 2 })
    expect(shown.rows['']).toEqual([{ id: 1 }, { id: 2 }])
    expect(shown.hasMore).toBe(true)
    const all = await previewStream({ source: scripted, capabilities: {}, stream: 'things' })
    expect(all.rows['']).toHaveLength(3)
    expect(all.hasMore).toBe(false)
  })

  it('fails as the source fails, and lists the streams there are', async () => {
    const failing = partitioned([], async function* () {
      yield { records: [{ id: 1 }] }
      throw new SourceError({ message: 'wrong key' })
    })
    await expect(previewStream({ source: failing, capabilities: {}, stream: 'things' })).rejects.toThrow('wrong key')
    await expect(preview({}, 20, 'project')).rejects.toThrow('stream project does not exist; array has: projects')
    await expect(preview({}, 0)).rejects.toThrow(InvalidOptionsError)
    await expect(preview({ tables: { nowhere: 'x' } })).rejects.toThrow('path nowhere does not exist')
  })

  it('ends with its signal', async () => {
    const stopping = new AbortController()
    const endless = partitioned([], async function* () {
      stopping.abort(new Error('the user left'))
      yield { records: [{ id: 1 }] }
    })
    const given = { source: endless, capabilities: {}, stream: 'things' }
    await expect(previewStream(given, { signal: stopping.signal })).rejects.toThrow('the user left')
  })
})

function preview(
  options: NonNullable<PreviewRequest['options']>,
  maxRecords: number = 20,
  stream: string = 'projects',
): ReturnType<typeof previewStream> {
  return previewStream({ source, capabilities: {}, stream, options }, { maxRecords })
}

/** Two partitions with savepoints of their own; acknowledging is noted. */
function partitioned(seen: string[], read: (partition: string) => AsyncGenerator<Part>): Source {
  return defineSource({
    name: 'scripted',
    streams: {
      things: {
        primaryKey: 'id',
        incremental: 'savepoint',
        partitions: () => ['p', 'q'],
        async *read({ partition }) {
          try {
            yield* read(partition)
          } finally {
            seen.push(`${partition} closed`)
          }
        },
        acknowledge: async () => {
          seen.push('acknowledged')
        },
      },
    },
  })
}
