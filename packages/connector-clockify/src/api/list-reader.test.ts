import type { HttpAnswer, JsonValue } from '@millrace/core/plugin'
import { describe, expect, test } from 'vitest'
import { isObject } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { ListReader } from './list-reader.ts'
import type { AskPage, ListRequest } from './list-reader.ts'
import { WholeListReader } from './whole-list-reader.ts'

const pageSize = 2

describe('a list ends', () => {
  test.each<readonly [what: string, pages: readonly Page[], asked: number]>([
    ['where it says so, though the page is full', [{ ids: ['a', 'b'], isLast: 'true' }], 1],
    ['with an empty page, where it says nothing', [{ ids: ['a', 'b'] }, { ids: ['c'] }, { ids: [] }], 3],
    ['where it says so in capitals', [{ ids: ['a', 'b'], isLast: 'TRUE' }], 1],
    [
      'with an empty page, whatever it says',
      [
        { ids: ['a', 'b'], isLast: 'false' },
        { ids: [], isLast: 'false' },
      ],
      2,
    ],
    [
      'not with a short page that says that more follows',
      [
        { ids: ['a'], isLast: 'false' },
        { ids: ['b'], isLast: 'true' },
      ],
      2,
    ],
    ['before anything where it is empty', [{ ids: [] }], 1],
  ])('%s', async (_, pages, asked) => {
    const script = scriptOf(pages)
    expect(await idsOf(pagesOf({ path: '/tags', pageSize }, script.ask))).toEqual(pages.flatMap(({ ids }) => ids))
    expect(script.asked).toEqual(
      pages.slice(0, asked).map((_page, index) => ({ page: index + 1, 'page-size': pageSize })),
    )
  })
})

test('what comes again is left out', async () => {
  const { ask } = scriptOf([{ ids: ['a', 'b'] }, { ids: ['b', 'c'] }, { ids: [] }])
  expect(await idsOf(pagesOf({ path: '/tags', pageSize }, ask))).toEqual(['a', 'b', 'c'])
})

test('a server that ignores the number of the page is not asked for ever', async () => {
  const { ask } = scriptOf([{ ids: ['a', 'b'] }, { ids: ['a', 'b'] }])
  await expect(idsOf(pagesOf({ path: '/tags', pageSize }, ask))).rejects.toThrow('page 2 of /tags brought nothing')
})

test('a list that has no pages and says nothing of them is read once', async () => {
  const { ask } = scriptOf([{ ids: ['a'] }, { ids: ['a'] }])
  expect(await idsOf(pagesOf({ path: '/tags', pageSize }, ask))).toEqual(['a'])
})

test('objects may be told apart by what lies deep in them', async () => {
  const objects = [
    [{ request: { id: 'a' } }, { request: { id: 'b' } }],
    [{ request: { id: 'b' } }, { request: { id: 'c' } }],
    [],
  ]
  const ask: AskPage = () => Promise.resolve(answerOf(objects.shift() ?? []))
  const idOf = ({ request }: ClockifyObject): JsonValue | undefined => (isObject(request) ? request['id'] : undefined)
  const pages: (readonly ClockifyObject[])[] = []
  for await (const page of pagesOf({ path: '/approvals', pageSize, idOf }, ask)) pages.push(page)
  expect(pages).toEqual([[{ request: { id: 'a' } }, { request: { id: 'b' } }], [{ request: { id: 'c' } }]])
})

test.each<readonly [what: string, answer: JsonValue, request: ListRequest, says: string]>([
  ['an object', { message: 'hello' }, { path: '/tags' }, '/tags answered no list'],
  [
    'a list at another place',
    { count: 0 },
    { path: '/expenses', select: ['expenses', 'expenses'] },
    'no list at expenses.expenses',
  ],
])('an answer that is %s is an error', async (_, answer, request, says) => {
  const ask: AskPage = () => Promise.resolve(answerOf(answer))
  await expect(idsOf(pagesOf(request, ask))).rejects.toThrow(says)
})

test('a list may lie deep in the answer', async () => {
  const ask: AskPage = () => Promise.resolve(answerOf({ expenses: { expenses: [{ id: 'e' }], count: 1 } }, 'true'))
  expect(await idsOf(pagesOf({ path: '/expenses', select: ['expenses', 'expenses'] }, ask))).toEqual(['e'])
})

describe('a whole list', () => {
  test('of one page is read once', async () => {
    const script = scriptOf([{ ids: ['a', 'b'], isLast: 'true' }])
    expect(await wholeList(script.ask)).toEqual(['a', 'b'])
    expect(script.asked).toHaveLength(1)
  })

  test('is read again until nothing that was seen is gone', async () => {
    const script = scriptOf([
      { ids: ['a', 'b'] },
      // a is deleted here: c moves to the first page.
      { ids: ['d'], isLast: 'true' },
      { ids: ['b', 'c'] },
      { ids: ['d'], isLast: 'true' },
      { ids: ['b', 'c'] },
      { ids: ['d'], isLast: 'true' },
    ])
    expect(await wholeList(script.ask)).toEqual(['a', 'b', 'd', 'c'])
    expect(script.asked).toHaveLength(6)
  })

  test('goes on after a failure where it was', async () => {
    const last = { ids: ['c'], isLast: 'true' }
    const script = scriptOf([{ ids: ['a', 'b'] }, last, { ids: ['a', 'b'] }, last])
    const reader = new WholeListReader({ path: '/tags', pageSize })
    expect(await reader.next(script.ask)).toEqual([{ id: 'a' }, { id: 'b' }])
    await expect(reader.next(() => Promise.reject(new Error('no connection')))).rejects.toThrow('no connection')
    expect(await reader.next(script.ask)).toEqual([{ id: 'c' }])
    expect(await reader.next(script.ask)).toBeUndefined()
    expect(await reader.next(script.ask)).toBeUndefined()
  })
})

interface Page {
  readonly ids: readonly string[]
  readonly isLast?: string
}

/** Answers one page after the other, whatever is asked for. */
function scriptOf(pages: readonly Page[]): { readonly ask: AskPage; readonly asked: unknown[] } {
  const asked: unknown[] = []
  const ask: AskPage = (_path, query) => {
    const page = pages[asked.length]
    asked.push(query)
    if (page === undefined) throw new Error('more was asked for than there is')
    return Promise.resolve(
      answerOf(
        page.ids.map((id) => ({ id })),
        page.isLast,
      ),
    )
  }
  return { ask, asked }
}

function answerOf(body: JsonValue, isLast?: string): HttpAnswer {
  const text = JSON.stringify(body)
  return {
    status: 200,
    headers: new Headers(isLast === undefined ? {} : { 'last-page': isLast }),
    bytes: Buffer.from(text),
    text: () => text,
    json: () => body,
  }
}

async function* pagesOf(request: ListRequest, ask: AskPage): AsyncGenerator<readonly ClockifyObject[]> {
  const reader = new ListReader(request)
  for (let page = await reader.next(ask); page !== undefined; page = await reader.next(ask)) yield page
}

async function idsOf(pages: AsyncIterable<readonly { readonly id?: JsonValue }[]>): Promise<unknown[]> {
  const ids: unknown[] = []
  for await (const page of pages) ids.push(...page.map(({ id }) => id))
  return ids
}

async function wholeList(ask: AskPage): Promise<unknown[]> {
  const reader = new WholeListReader({ path: '/tags', pageSize })
  const ids: unknown[] = []
  for (let page = await reader.next(ask); page !== undefined; page = await reader.next(ask))
    ids.push(...page.map(({ id }) => id))
  return ids
}
