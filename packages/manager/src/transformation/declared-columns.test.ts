import { arraySource, memoryDestination, runPipeline } from '@millrace/core'
import { describe, expect, it } from 'vitest'
import { previewStream } from '../preview/preview-stream.ts'
import { compileTransformation } from './compile-transformation.ts'
import { declaredColumns } from './declared-columns.ts'
import type { TransformationStep } from './transformation-data.ts'

describe('the columns that a transformation declares', () => {
  it('give what is cast its type, in the record, in elements and in lists', async () => {
    const records = [{ id: 1, day: '2026-01-31', members: [{ rate: '0.12345678901234567890' }], sizes: ['1', '2'] }]
    const source = arraySource({ things: { primaryKey: 'id', records } })
    const steps: TransformationStep[] = [
      { do: 'cast', path: 'day', type: 'date' },
      { do: 'cast', path: 'members.rate', type: 'decimal' },
      { do: 'cast', path: 'sizes', type: 'integer' },
    ]
    const { fields } = await previewStream({ source, capabilities: {}, stream: 'things' })
    const transform = compileTransformation({ steps }, { functions: {} })
    const options = { transform, columns: declaredColumns({ steps }, fields) }
    const { tables } = await previewStream({ source, capabilities: {}, stream: 'things', options })
    expect(tables.flatMap((table) => table.fields.map(({ path, type }) => `${path} ${type}`))).toEqual([
      'id integer',
      'day date',
      'null integer',
      'null integer',
      'members.rate decimal',
      'null integer',
      'null integer',
      'sizes integer',
    ])
    const destination = memoryDestination()
    await runPipeline({ source, destination, streams: { things: options } })
    expect(destination.table('things__members')).toMatchObject([{ rate: '0.1234567890123456789' }])
  })
})
