import type { Reject } from '@millrace/core/plugin'
import { expect, test } from 'vitest'
import { migrate } from '../src/state/migrate.ts'
import { changeRejects, readRejects } from '../src/state/rejects.ts'
import { openState } from './support/open-state.ts'
import type { StateBed } from './support/open-state.ts'

const stream = { pipeline: 'shop', stream: 'users' }

function reject(id: string, changes: Partial<Reject> = {}): Reject {
  return {
    id,
    stream: 'users',
    partition: '',
    step: 'finalize',
    code: 'text_has_nul',
    path: 'name',
    message: 'is no text',
    hasKey: true,
    record: '{}',
    digest: 'x',
    cursor: null,
    scope: {},
    run: 'run-1',
    at: '2026-01-01T00:00:00.000Z',
    retries: 0,
    ...changes,
  }
}

async function openWith(rejects: readonly Reject[]): Promise<StateBed> {
  const bed = await openState()
  await bed.transact(async (transaction) => {
    await migrate(transaction)
    await changeRejects(transaction, stream, { addedRejects: rejects, removedRejects: [] })
  })
  return bed
}

/** All ids, page by page. */
async function readIds(bed: StateBed, limit: number): Promise<readonly string[]> {
  const ids: string[] = []
  for (;;) {
    const request = { ...stream, after: ids.at(-1), limit }
    const page = await bed.transact((transaction) => readRejects(transaction, request))
    ids.push(...page.map(({ id }) => id))
    if (page.length < limit) return ids
  }
}

const long = 'key:'.padEnd(5000, 'x')

test('ids may be any texts: long ones, with NUL, with halves of characters', async () => {
  const ids = [
    `${long}b`,
    `${long}a`,
    long,
    'key:a\0b',
    String.raw`key:a\u0000b`,
    'key:\ud800',
    'key:\ud801',
    'key:ä',
    'key:Z',
  ]
  const bed = await openWith(ids.map((id) => reject(id)))
  for (const limit of [1, 2, 100]) {
    const read = await readIds(bed, limit)
    expect(new Set(read)).toEqual(new Set(ids))
    expect(read).toHaveLength(ids.length)
  }
  const plain = (await readIds(bed, 100)).filter((id) => !/[\0\\\ud800-\udfff]/.test(id))
  expect(plain).toEqual(['key:Z', long, `${long}a`, `${long}b`, 'key:ä'])
})

test('what stands in a reject comes back as it was', async () => {
  const given = reject('key:1', {
    path: 'a\0b',
    message: 'a\0 is wrong',
    cursor: 2n ** 80n,
    scope: { at: Number.NaN, bytes: new Uint8Array([0, 255]), name: 'x\ud800' },
  })
  const bed = await openWith([given])
  expect(
    await bed.transact((transaction) => readRejects(transaction, { ...stream, after: undefined, limit: 1 })),
  ).toEqual([given])
  expect(await bed.sql('select path, message from _millrace.rejects')).toEqual([
    [String.raw`a\u0000b`, String.raw`a\u0000 is wrong`],
  ])
})

test('of one id the last stays, and more than a statement has room for go in', async () => {
  const many = Array.from({ length: 6000 }, (_, number) => reject(`key:${number}`))
  const bed = await openWith([...many, reject('key:1', { code: 'later' })])
  expect(await bed.sql(`select count(*), count(*) filter (where code = 'later') from _millrace.rejects`)).toEqual([
    [6000, 1],
  ])
  const removedRejects = many.map(({ id }) => id).slice(1)
  await bed.transact((transaction) =>
    changeRejects(transaction, stream, { addedRejects: [reject('key:0', { retries: 1 })], removedRejects }),
  )
  expect(await bed.sql('select id, retries from _millrace.rejects')).toEqual([['key:0', 1]])
})
