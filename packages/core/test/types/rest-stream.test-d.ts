import { describe, expectTypeOf, it } from 'vitest'
import { z } from 'zod'
import {
  byCursor,
  byLink,
  byOffset,
  byPageNumber,
  createHttpClient,
  defineSource,
  inWindows,
  pages,
  restSource,
  restStream,
  singlePage,
} from '../../src/plugin.ts'
import type { Page, Paginator, Source, StreamDefinition, TimeWindow } from '../../src/plugin.ts'

const client = createHttpClient({ baseUrl: 'https://api.example.com' })

describe('restStream', () => {
  it('gives a stream', () => {
    const users = restStream({ client, path: '/users', primaryKey: 'id', paginate: byPageNumber({ size: 100 }) })
    expectTypeOf(users).toEqualTypeOf<StreamDefinition>()
    expectTypeOf(defineSource({ name: 'a', streams: { users } })).toEqualTypeOf<Source<'users'>>()
  })

  it('hands its parameters on', () => {
    restStream({
      client,
      path: '/users',
      parameters: z.object({ region: z.string() }),
      params: ({ parameters, parent, now }) => {
        expectTypeOf(parameters).toEqualTypeOf<{ region: string }>()
        expectTypeOf(parent).toEqualTypeOf<Readonly<Record<string, unknown>> | undefined>()
        return { region: parameters.region, now }
      },
    })
  })

  it('takes nothing else', () => {
    expectTypeOf(restStream).parameter(0).not.toBeAny()
    // @ts-expect-error it needs a client
    restStream({ path: '/users' })
    // @ts-expect-error and a path
    restStream({ client })
    // @ts-expect-error no such option
    restStream({ client, path: '/users', pagination: byOffset() })
    // @ts-expect-error a paginator is made
    restStream({ client, path: '/users', paginate: 'page' })
    // @ts-expect-error no such format
    restStream({ client, path: '/users', cursor: { path: 'at', from: 'since', format: 'epoch' } })
    // @ts-expect-error a cursor has a path
    restStream({ client, path: '/users', cursor: { from: 'since' } })
    // @ts-expect-error only in a source can a parent be named
    restStream({ client, path: '/users', parent: { stream: 'teams' } })
    // @ts-expect-error windows have a length
    restStream({ client, path: '/users', windows: { from: 'from', to: 'to', start: new Date() } })
    // @ts-expect-error statuses are numbers
    restStream({ client, path: '/users', skipOn: ['403'] })
    // @ts-expect-error what is gone is asked for by a path
    restStream({ client, path: '/users', confirm: true })
    // @ts-expect-error it is made, not given
    restStream({ client, path: '/users', async *read() {} })
  })
})

describe('restSource', () => {
  it('keeps the names of its streams', () => {
    const source = restSource({
      name: 'a',
      client: { baseUrl: 'https://api.example.com' },
      streams: { teams: { path: '/teams' }, users: { path: '/teams/{id}/users', parent: { stream: 'teams' } } },
    })
    expectTypeOf(source).toEqualTypeOf<Source<'teams' | 'users'>>()
  })

  it('knows the names of parents', () => {
    expectTypeOf(restSource).parameter(0).not.toBeAny()
    const client = { baseUrl: 'https://api.example.com' }
    // @ts-expect-error there is no such stream
    restSource({ name: 'a', client, streams: { users: { path: '/{id}', parent: { stream: 'teams' } } } })
  })
})

describe('paginators', () => {
  it('are made with known options', () => {
    expectTypeOf(byPageNumber()).toEqualTypeOf<Paginator>()
    expectTypeOf(byOffset()).toEqualTypeOf<Paginator>()
    expectTypeOf(byCursor({ token: 'next' })).toEqualTypeOf<Paginator>()
    expectTypeOf(byLink()).toEqualTypeOf<Paginator>()
    expectTypeOf(singlePage()).toEqualTypeOf<Paginator>()
    // @ts-expect-error a place is a path, or a header
    byPageNumber({ lastPage: { cookie: 'last' } })
    // @ts-expect-error a page is asked for by a query, a body or a header
    byOffset({ offset: { path: 'a' } })
    // @ts-expect-error no such option
    byLink({ pageSize: 5 })
  })

  it('give pages, and windows', () => {
    const { signal } = new AbortController()
    expectTypeOf(pages({ client, request: { path: '/users' }, signal })).toExtend<AsyncIterable<Page>>()
    // @ts-expect-error it must be possible to stop
    pages({ client, request: { path: '/users' } })
    expectTypeOf(inWindows({ from: new Date(), to: new Date(), lengthInMs: 1 })).toEqualTypeOf<Iterable<TimeWindow>>()
    // @ts-expect-error instants are dates
    inWindows({ from: '2026-01-01', to: new Date(), lengthInMs: 1 })
  })
})
