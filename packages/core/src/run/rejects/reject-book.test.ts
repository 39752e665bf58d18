import { describe, expect, it } from 'vitest'
import { resolveOne } from '../../../test/support/resolve-stream.ts'
import { RejectLimitError } from '../../contract/errors/reject-limit-error.ts'
import type { Reject } from '../../contract/reject.ts'
import { RejectBook } from './reject-book.ts'
import { newTally } from '../commit/tally.ts'

function reject(id: string, given: Partial<Reject> = {}): Reject {
  return {
    id,
    stream: 'orders',
    partition: '',
    step: 'outputValidation',
    code: 'wrong_type',
    path: 'total',
    message: 'total is no integer',
    hasKey: true,
    record: '{"id":7}',
    digest: null,
    cursor: null,
    scope: {},
    run: 'run-1',
    at: '1970-01-01T00:00:00.000Z',
    retries: 0,
    ...given,
  }
}

async function bookOf(earlier: readonly Reject[], rejectLimit = 1_000): Promise<RejectBook> {
  return new RejectBook(await resolveOne({ primaryKey: 'id' }, { rejectLimit }), earlier)
}

const idsOf = (rejects: readonly Reject[]): readonly string[] => rejects.map(({ id }) => id)

describe('read', () => {
  it('settles a reject of an earlier run', async () => {
    const book = await bookOf([reject('key:1'), reject('key:2')])
    const tally = newTally()
    book.read('key:1', tally)
    expect([...tally.removedRejects]).toEqual(['key:1'])
    expect(idsOf(book.unseen())).toEqual(['key:2'])
  })

  it('settles a reject that this run made before, published or not', async () => {
    const book = await bookOf([])
    const published = newTally()
    book.add(reject('key:1'), published)
    const tally = newTally()
    book.add(reject('key:2'), tally)
    book.read('key:1', tally)
    book.read('key:2', tally)
    expect([...tally.removedRejects]).toEqual(['key:1', 'key:2'])
    expect(tally.addedRejects.size).toBe(0)
  })

  it('leaves a reject alone that is made after the key was read', async () => {
    const book = await bookOf([reject('key:1')])
    const tally = newTally()
    book.read('key:1', tally)
    book.add(reject('key:1', { run: 'run-2' }), tally)
    expect(tally.addedRejects.get('key:1')?.run).toBe('run-2')
  })

  it('takes no notice of keys that were never rejected, and of records without a key', async () => {
    const book = await bookOf([reject('key:1')])
    const tally = newTally()
    book.read('key:7', tally)
    book.read(undefined, tally)
    expect(tally.removedRejects.size).toBe(0)
    expect(idsOf(book.unseen())).toEqual(['key:1'])
  })
})

describe('add', () => {
  it('keeps the last reject of a key', async () => {
    const book = await bookOf([])
    const tally = newTally()
    book.add(reject('key:1', { code: 'first' }), tally)
    book.add(reject('key:1', { code: 'second' }), tally)
    expect([...tally.addedRejects.values()].map(({ code }) => code)).toEqual(['second'])
  })

  it('suspends deletions when no key could be read, and only then', async () => {
    const book = await bookOf([])
    const tally = newTally()
    book.add(reject('key:1'), tally)
    expect(tally.suspendsDeletions).toBe(false)
    book.add(reject('run-1::3', { hasKey: false }), tally)
    book.add(reject('key:2'), tally)
    expect(tally.suspendsDeletions).toBe(true)
  })

  it('allows as many as the limit says, and not one more', async () => {
    const book = await bookOf([], 2)
    book.add(reject('key:1'), newTally())
    book.add(reject('key:2'), newTally())
    expect(() => book.add(reject('key:3'), newTally())).toThrow(RejectLimitError)
    const strict = await bookOf([], 0)
    expect(() => strict.add(reject('key:1'), newTally())).toThrow(RejectLimitError)
  })

  it('does not count those of earlier runs', async () => {
    const book = await bookOf([reject('key:1'), reject('key:2')], 1)
    expect(() => book.add(reject('key:3'), newTally())).not.toThrow()
  })

  it('says what was wrong most often, without values', async () => {
    const book = await bookOf([], 6)
    for (const code of ['b', 'a', 'c', 'd', 'e', 'a']) book.add(reject(`key:${code}`, { code }), newTally())
    const add = (): void => book.add(reject('key:f', { code: 'f', path: '', step: 'receive' }), newTally())
    expect(add).toThrow(
      /^stream orders: more than 6 records .*rejectLimit.*: 2 × a at total \(outputValidation\); 1 × b/,
    )
    expect(add).toThrow(/f at the record \(receive\)|1 × e/)
    expect(add).not.toThrow('{"id":7}')
  })
})

describe('forget', () => {
  it('takes back all that an attempt had rejected, also a key that was rejected twice or read again', async () => {
    const book = await bookOf([], 4)
    const thrownAway = { ...newTally(), rejected: 4 }
    for (const id of ['key:1', 'key:1', 'key:2', 'key:3']) book.add(reject(id), thrownAway)
    book.read('key:2', thrownAway)
    book.forget(thrownAway)
    for (const id of ['key:1', 'key:2', 'key:3', 'key:4']) book.add(reject(id), newTally())
    expect(() => book.add(reject('key:5'), newTally())).toThrow(RejectLimitError)
  })
})

describe('unseen', () => {
  it('keeps no texts of records in memory', async () => {
    const book = await bookOf([reject('key:1')])
    expect(book.unseen()).toEqual([reject('key:1', { record: null })])
  })
})
