import { byCursor, byLink, byOffset, byPageNumber, restSource } from '@millrace/core/plugin'
import type { Paginator, RestCursor } from '@millrace/core/plugin'
import { describe, expect, test } from 'vitest'
import { ScriptedServer } from '../src/scripted-server/scripted-server.ts'
import type { ScriptedAnswer } from '../src/scripted-server/scripted-answer.ts'
import type { ScriptedRequest } from '../src/scripted-server/scripted-request.ts'
import { sourceSuite } from '../src/source-suite/source-suite.ts'
import type { SourceToggles, SourceUnderTest } from '../src/source-suite/source-under-test.ts'

const runner = { describe, test, expect }

const key = 'canary-77aa'

interface Ticket {
  readonly id: number
  readonly updated: string
  readonly notes: readonly { readonly id: number }[]
}

const begin = Date.parse('2026-01-01T00:00:00Z')

function ticket(id: number, minute: number): Ticket {
  return { id, updated: new Date(begin + minute * 60_000).toISOString(), notes: [{ id: id * 10 }, { id: id * 10 + 1 }] }
}

/** A help desk with a list of tickets that pages in every way there is, and notes below each ticket. */
async function startDesk(): Promise<{
  readonly server: ScriptedServer
  readonly change: () => readonly number[]
  readonly fail: () => void
}> {
  let tickets = Array.from({ length: 12 }, (_, index) => ticket(index + 1, index))
  let isFailing = false
  const guarded =
    (answer: (request: ScriptedRequest) => ScriptedAnswer) =>
    (request: ScriptedRequest): ScriptedAnswer => {
      if (isFailing) return { status: 500 }
      return request.headers['x-key'] === key ? answer(request) : { status: 401 }
    }
  const server = await ScriptedServer.start({
    routes: {
      'GET /me': guarded(() => ({ json: { name: 'Ada' } })),
      'GET /tickets': guarded(({ query }) => listTickets(tickets, query)),
      'GET /tickets/:id/notes': guarded(({ params }) => ({
        json: tickets.find(({ id }) => String(id) === params['id'])?.notes ?? [],
      })),
    },
  })
  return {
    server,
    change: () => {
      tickets = [...tickets.filter(({ id }) => id !== 3), ticket(3, 20), ticket(13, 21)]
      return [3, 13]
    },
    fail: () => {
      isFailing = true
    },
  }
}

function listTickets(tickets: readonly Ticket[], query: URLSearchParams): ScriptedAnswer {
  const since = Number(query.get('since') ?? 0) * 1_000
  const until = Number(query.get('until') ?? Infinity) * 1_000
  const found = tickets.filter(({ updated }) => Date.parse(updated) >= since && Date.parse(updated) <= until)
  const start = query.has('page') ? (Number(query.get('page')) - 1) * 2 : Number(query.get('from') ?? 0)
  const next = start + 2 < found.length ? start + 2 : null
  const params = new URLSearchParams(query)
  params.set('from', String(next))
  return {
    json: { tickets: found.slice(start, start + 2).map(({ notes: _notes, ...rest }) => rest), next },
    ...(next === null ? {} : { headers: { link: `</tickets?${params.toString()}>; rel="next"` } }),
  }
}

async function deskSubject(paginate: Paginator, savepoints: boolean): Promise<SourceUnderTest> {
  const { server, change, fail } = await startDesk()
  const cursor: RestCursor = { path: 'updated', from: 'since', to: 'until', format: 'unix-seconds', order: 'ascending' }
  const make = (value: string) =>
    restSource({
      name: 'desk',
      client: {
        baseUrl: server.url,
        credentials: { type: 'header', name: 'X-Key', value },
        retry: { maxRetries: 0 },
      },
      check: '/me',
      streams: {
        tickets: { path: '/tickets', select: 'tickets', primaryKey: 'id', paginate, cursor, savepoints },
        notes: {
          path: '/tickets/{id}/notes',
          primaryKey: ['ticket_id', 'id'],
          parent: { stream: 'tickets', into: { ticket_id: 'id' } },
          savepoints,
        },
      },
    })
  return {
    source: make(key),
    broken: make('canary-wrong'),
    secrets: [key, 'canary-wrong'],
    now: new Date('2026-02-01T00:00:00Z'),
    streams: { tickets: { minRecords: 12 }, notes: { minRecords: 24 } },
    change: () => ({ tickets: { changed: change() } }),
    fail,
    probe: () => server.requests.length,
    openHandles: () => server.inFlight,
    close: async () => server[Symbol.asyncDispose](),
  }
}

const withoutConnector: SourceToggles = { settings: { off: 'it is made without a connector' } }

const noSavepoints: SourceToggles = { savepoints: { off: 'it was not asked for them' } }

const kinds: readonly (readonly [name: string, make: () => Paginator])[] = [
  ['page numbers', () => byPageNumber()],
  ['offsets', () => byOffset({ offset: 'from' })],
  ['cursors', () => byCursor({ token: 'next', cursor: 'from' })],
  ['links', () => byLink()],
]

for (const [name, make] of kinds) {
  describe(`a REST source by ${name}`, () => {
    sourceSuite(runner, { create: () => deskSubject(make(), true), toggles: withoutConnector })
  })
}

describe('a REST source without savepoints', () => {
  sourceSuite(runner, {
    create: () => deskSubject(byPageNumber(), false),
    toggles: { ...withoutConnector, ...noSavepoints },
  })
})
