import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { resolveOne } from '../../../test/support/resolve-stream.ts'
import { maxRejectBytes } from '../../contract/reject.ts'
import type { Identity } from '../../tables/table-engine.ts'
import { makeReject, rejectId } from './make-reject.ts'
import type { RejectedRecord, RejectPlace } from './make-reject.ts'
import { readRecord, writeRecord } from './record-text.ts'
import type { StreamOptions } from '../options/pipeline-options.ts'

const identity: Identity = {
  type: 'identity',
  key: [7],
  keyText: '7',
  cursor: '2026-01-01T00:00:00Z',
  scope: { shop: 'a' },
}

const rejected: RejectedRecord = {
  original: { id: 7, email: 'ann@example.com', total: 'many' },
  identity,
  step: 'outputValidation',
  problem: { type: 'problem', path: 'total', code: 'wrong_type', message: 'total is no integer' },
  ordinal: 12,
}

async function place(own: StreamOptions = {}, primaryKey: string | undefined = 'id'): Promise<RejectPlace> {
  const resolved = await resolveOne(primaryKey === '' ? {} : { primaryKey }, own)
  return { resolved, partition: 'shop-a', readIn: 'shop-a', run: 'run-1', at: new Date(0) }
}

describe('makeReject', () => {
  it('keeps the record with where, when and why it was refused', async () => {
    const text = writeRecord(rejected.original) ?? ''
    expect(makeReject(rejected, await place())).toEqual({
      id: 'key:7',
      stream: 'orders',
      partition: 'shop-a',
      step: 'outputValidation',
      code: 'wrong_type',
      path: 'total',
      message: 'total is no integer',
      hasKey: true,
      record: text,
      digest: createHash('sha256').update(text).digest('hex'),
      cursor: '2026-01-01T00:00:00Z',
      scope: { shop: 'a' },
      run: 'run-1',
      at: '1970-01-01T00:00:00.000Z',
      retries: 0,
    })
  })

  it('leaves out the fields that do not land', async () => {
    const excluded = makeReject(rejected, await place({ fields: { exclude: ['email'] } }))
    expect(readRecord(excluded.record ?? '')).toEqual({ id: 7, total: 'many' })
    const included = makeReject(rejected, await place({ fields: { include: ['total'] } }))
    expect(readRecord(included.record ?? '')).toEqual({ id: 7, total: 'many' })
    expect(JSON.stringify([excluded, included])).not.toContain('ann@')
  })

  it('keeps neither record nor digest of what cannot be written', async () => {
    const original = {
      get id(): never {
        throw new Error('no')
      },
    }
    const given = { ...rejected, original }
    expect(makeReject(given, await place())).toMatchObject({ record: null, digest: null })
    expect(makeReject(given, await place({ fields: { exclude: ['email'] } }))).toMatchObject({ record: null })
  })

  it('keeps a record up to the limit, and of a larger one the digest', async () => {
    const overhead = Buffer.byteLength(writeRecord({ texts: '' }) ?? '')
    const fits = { texts: 'é'.repeat((maxRejectBytes - overhead) / 2) }
    const at = await place()
    const kept = makeReject({ ...rejected, original: fits }, at)
    const dropped = makeReject({ ...rejected, original: { texts: `${fits.texts}x` } }, at)
    expect(Buffer.byteLength(kept.record ?? '')).toBeLessThanOrEqual(maxRejectBytes)
    expect(kept.record).not.toBeNull()
    expect(dropped.record).toBeNull()
    expect(dropped.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(dropped.digest).not.toBe(kept.digest)
  })

  it('takes what is no object as it is', async () => {
    const given = { ...rejected, original: 'text', identity: undefined }
    expect(makeReject(given, await place({ fields: { exclude: ['email'] } })).record).toBe('"text"')
  })

  it('says when no key could be read, and then goes by the place', async () => {
    const reject = makeReject({ ...rejected, identity: undefined }, await place())
    expect(reject).toMatchObject({ id: 'run-1:shop-a:12', hasKey: false, cursor: null, scope: {} })
  })

  it('asks no key of a stream that has none', async () => {
    const at = await place({}, '')
    expect(makeReject({ ...rejected, identity: undefined }, at)).toMatchObject({ id: 'run-1:shop-a:12', hasKey: true })
    expect(makeReject(rejected, at).id).toBe('run-1:shop-a:12')
  })

  it('tells a record that is tried again from one that was read at the same ordinal', async () => {
    const at = await place()
    const read = makeReject({ ...rejected, identity: undefined }, at)
    const retried = makeReject(
      { ...rejected, identity: undefined },
      { ...at, readIn: 'millrace:retry', earlier: { run: 'r0', at: '2026-01-01T00:00:00.000Z', retries: 0 } },
    )
    expect(retried.id).not.toBe(read.id)
    expect(retried).toMatchObject({ partition: 'shop-a', retries: 1 })
  })
})

describe('rejectId', () => {
  it('is there only where a key can be gone by', async () => {
    expect(rejectId(identity, await resolveOne({ primaryKey: 'id' }))).toBe('key:7')
    expect(rejectId(undefined, await resolveOne({ primaryKey: 'id' }))).toBeUndefined()
    expect(rejectId(identity, await resolveOne())).toBeUndefined()
  })
})
