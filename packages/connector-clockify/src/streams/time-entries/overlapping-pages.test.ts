import { describe, expect, test } from 'vitest'
import { idOf } from '../../entities/clockify-object.ts'
import type { ClockifyObject } from '../../entities/clockify-object.ts'
import { overlappingPages } from './overlapping-pages.ts'
import type { AnsweredPage, OverlappingPagesOptions } from './overlapping-pages.ts'

/** A list of ids, and what is done to it before its n-th page is answered. */
function reading(ids: string[], before: (page: number) => void = () => {}): OverlappingPagesOptions {
  let pages = 0
  return {
    pageSize: 10,
    idOf,
    what: 'the list',
    ask: async ({ page, size }): Promise<AnsweredPage> => {
      pages += 1
      before(pages)
      const end = page * size
      return { objects: ids.slice(end - size, end).map((id) => ({ id })), isLast: end >= ids.length }
    },
  }
}

/** Answers pages of at most `cap` objects. Of those that are not the last it says `said`. */
function cappedAsk(ids: readonly string[], cap: number, said: false | undefined): OverlappingPagesOptions['ask'] {
  return async ({ page, size }) => {
    const end = page * Math.min(size, cap)
    const objects = ids.slice(end - Math.min(size, cap), end).map((id) => ({ id }))
    return { objects, isLast: said === false ? end >= ids.length : undefined }
  }
}

async function collect(options: OverlappingPagesOptions): Promise<readonly string[]> {
  const objects: ClockifyObject[] = []
  for await (const page of overlappingPages(options)) objects.push(...page.objects)
  return objects.map(idOf)
}

const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `id${index}`)

test.each([0, 1, 9, 10, 11, 95])('%i objects come once each, in their order', async (count) => {
  expect(await collect(reading(numbered(count)))).toEqual(numbered(count))
})

test.each([1, 3, 10, 15, 20])('%i deletions at the beginning lose nothing of the rest', async (count) => {
  const ids = numbered(95)
  const seen = await collect(reading(ids, (page) => void (page === 4 && ids.splice(0, count))))
  expect(new Set(seen)).toEqual(new Set(numbered(95)))
})

describe.each([undefined, false] as const)(
  'a server that makes pages smaller than they were asked for, and says of them: %s',
  (said) => {
    test.each([
      [0, 3],
      [3, 3],
      [6, 3],
      [95, 3],
      [95, 9],
      [95, 50],
    ])('of %i objects in pages of %i none is lost', async (count, cap) => {
      const ids = numbered(count)
      const ask = cappedAsk(ids, cap, said)
      expect(await collect({ ...reading(ids), ask })).toEqual(ids)
      const rest = await collect({
        ...reading(ids),
        ask,
        read: Math.floor(count / 2),
        tail: ids.slice(0, count / 2).slice(-5),
      })
      expect(new Set([...ids.slice(0, count / 2), ...rest])).toEqual(new Set(ids))
    })
  },
)

test('a server that has no pages and says nothing of them is asked twice', async () => {
  let asked = 0
  const ask = async (): Promise<AnsweredPage> => {
    asked += 1
    return { objects: numbered(60).map((id) => ({ id })), isLast: undefined }
  }
  expect(await collect({ ...reading([]), pageSize: 100, ask })).toEqual(numbered(60))
  expect(asked).toBe(2)
})

test('reading goes on where it was left, and goes back if that is no longer there', async () => {
  const rest = await collect({ ...reading(numbered(40)), read: 25, tail: numbered(25).slice(-5) })
  expect(rest).toEqual(expect.arrayContaining(numbered(40).slice(25)))
  expect(rest.length).toBeLessThan(25)
  const gone = numbered(60).slice(20)
  const all = await collect({ ...reading(gone), read: 20, tail: numbered(20).slice(-5) })
  expect(new Set(all)).toEqual(new Set(gone))
})

test('pages that repeat for ever are an end', async () => {
  const ask = async (): Promise<AnsweredPage> => ({ objects: [{ id: 'same' }], isLast: false })
  await expect(collect({ ...reading([]), ask })).rejects.toThrow('the list changes faster than it can be read')
})
