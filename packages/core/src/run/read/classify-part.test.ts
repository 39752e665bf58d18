import { describe, expect, it } from 'vitest'
import { InvalidPartError } from '../../contract/errors/invalid-part-error.ts'
import { partKinds } from '../../contract/part.ts'
import { classifyPart } from './classify-part.ts'

const who = 'source shop, stream orders'
const bytes = new Uint8Array([1])

describe('classifyPart', () => {
  it.each([
    ['records', { records: [] }],
    ['bytes', { bytes, format: 'ndjson' }],
    ['bytes', { bytes: Buffer.from('[]'), format: 'json-array' }],
    ['savepoint', { savepoint: null }],
    ['savepoint', { savepoint: 0 }],
    ['deleted', { deleted: [] }],
    ['complete', { complete: {} }],
    ['pause', { pause: { until: new Date(0), reason: '' } }],
    ['skipped', { skipped: '' }],
  ])('knows a part of the kind %s', (type, part) => {
    expect(classifyPart(part, who)).toEqual({ type, part })
  })

  it('does not mind other properties', () => {
    expect(classifyPart({ records: [], page: 3 }, who).type).toBe('records')
  })

  it.each([
    [undefined, 'a undefined'],
    [null, 'null'],
    [[{ id: 1 }], 'an array'],
    ['records', 'a string'],
    [{}, 'no properties'],
    [{ record: [], next: 2 }, 'record, next'],
    // Only own properties count: otherwise an instance of a class could be two parts at once.
    [Object.create({ records: [] }), 'no properties'],
  ])('refuses %j by name', (given, name) => {
    const error = refusal(given)
    expect(error.message).toContain(`${who} yielded`)
    expect(error.message).toContain(name)
  })

  it('says what parts there are', () => {
    for (const kind of partKinds) expect(refusal({ rows: [] }).message).toContain(kind)
  })

  it('refuses two parts in one', () => {
    expect(refusal({ records: [], savepoint: 1 }).message).toContain('exactly one of')
    expect(refusal({ records: [], savepoint: undefined }).message).toContain('exactly one of')
  })

  it.each([
    ['records', { records: { id: 1 } }],
    ['records', { records: undefined }],
    ['bytes', { bytes: 'text', format: 'ndjson' }],
    ['bytes', { bytes }],
    ['bytes', { bytes, format: 'csv' }],
    ['bytes', { bytes, format: ['ndjson'] }],
    ['bytes', { bytes: bytes.buffer, format: 'ndjson' }],
    ['savepoint', { savepoint: undefined }],
    ['deleted', { deleted: 'u1' }],
    ['complete', { complete: null }],
    ['complete', { complete: [] }],
    ['pause', { pause: null }],
    ['pause', { pause: { until: '2026-01-01', reason: 'quota' } }],
    ['pause', { pause: { until: new Date('no date'), reason: 'quota' } }],
    ['pause', { pause: { until: new Date(0) } }],
    ['skipped', { skipped: true }],
  ])('says what `%s` must be: %j', (kind, given) => {
    expect(refusal(given).message).toMatch(new RegExp(`a part whose \`${kind}\` is not \\S+`))
  })

  it('never quotes values', () => {
    expect(refusal({ records: 'hunter2' }).message).not.toContain('hunter2')
  })
})

function refusal(given: unknown): InvalidPartError {
  try {
    classifyPart(given, who)
  } catch (thrown) {
    if (InvalidPartError.isInstance(thrown)) return thrown
  }
  throw new Error('the part was not refused')
}
