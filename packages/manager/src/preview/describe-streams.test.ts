import { arraySource, defineSource } from '@millrace/core'
import type { Stream } from '@millrace/core/plugin'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeStreams } from './describe-streams.ts'

describe('describeStreams', () => {
  it('names streams with what can be chosen', async () => {
    const [entries] = await describeStreams(
      sourceOf({
        name: 'time_entries',
        description: 'What was worked',
        primaryKey: 'id',
        incremental: 'cursor',
        cursor: 'updatedAt',
        columns: { id: 'text', 'tags.name': 'text', rate: { type: 'decimal', description: 'per hour' } },
        tables: { tags: { description: 'labels', columns: { id: 'text' } } },
        parameters: z.object({ since: z.iso.date(), workspaces: z.array(z.string()).default([]) }),
        read: nothing,
      }),
    )
    expect(entries).toEqual({
      name: 'time_entries',
      description: 'What was worked',
      primaryKey: ['id'],
      modes: ['full', 'incremental', 'range'],
      isIncremental: true,
      parameters: expect.objectContaining({
        type: 'object',
        required: ['since'],
        properties: {
          since: expect.objectContaining({ type: 'string', format: 'date' }),
          workspaces: { type: 'array', items: { type: 'string' }, default: [] },
        },
      }),
      tables: [
        {
          path: '',
          description: 'What was worked',
          columns: [
            { path: 'id', type: 'text' },
            { path: 'rate', type: 'decimal', description: 'per hour' },
          ],
        },
        {
          path: 'tags',
          description: 'labels',
          columns: [
            { path: 'id', type: 'text' },
            { path: 'name', type: 'text' },
          ],
        },
      ],
    })
  })

  it.each<[string, Omit<Stream, 'name' | 'read'>, readonly string[]]>([
    ['a key', { primaryKey: 'id' }, ['full']],
    ['no key', {}, ['full', 'append']],
    ['savepoints', { primaryKey: 'id', incremental: 'savepoint' }, ['full', 'incremental']],
    ['fewer modes', { primaryKey: 'id', incremental: 'savepoint', modes: ['incremental'] }, ['incremental']],
  ])('knows the modes of a stream with %s', async (_title, stream, modes) => {
    const [summary] = await describeStreams(sourceOf({ name: 's', ...stream, read: nothing }))
    expect(summary).toMatchObject({ modes, isIncremental: modes.includes('incremental'), parameters: null })
  })

  it('shows parameters of another library as anything', async () => {
    const parameters = {
      '~standard': { version: 1, vendor: 'own', validate: (value: unknown) => ({ value }) },
    } as const
    const [summary] = await describeStreams(sourceOf({ name: 's', parameters, read: nothing }))
    expect(summary?.parameters).toEqual({})
  })

  it('shows what JSON Schema has no words for as anything', async () => {
    const parameters = z.object({ on: z.date(), size: z.bigint() })
    const [summary] = await describeStreams(sourceOf({ name: 's', parameters, read: nothing }))
    expect(summary?.parameters).toMatchObject({ properties: { on: {}, size: {} } })
  })

  it('reads no records', async () => {
    const [summary] = await describeStreams(arraySource({ users: [{ id: 1 }] }))
    expect(summary).toMatchObject({ name: 'users', tables: [{ path: '', columns: [] }] })
  })

  it('passes on what only the author of the source can mend', async () => {
    const broken = sourceOf({ name: 's', incremental: 'cursor', read: nothing })
    await expect(describeStreams(broken)).rejects.toThrow('needs `cursor`')
  })
})

function sourceOf(stream: Stream): ReturnType<typeof defineSource> {
  return defineSource({ name: 'scripted', streams: () => [stream] })
}

async function* nothing(): AsyncGenerator<never> {}
