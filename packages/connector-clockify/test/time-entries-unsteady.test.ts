import type { Clockify } from '@millrace/clockify-stand-in'
import { describe, expect, test } from 'vitest'
import { ago, anEntry, small, stored, truth, withStage } from './support/entry-stage.ts'

const oneUser = { ...small, users: 1, entries: 60 }
const crowded = { ...oneUser, entries: 120, from: '2026-08-18T20:00:00Z' }
const lists = /user\/[0-9a-f]+\/time-entries$/

/** Does something before each page of entries but the first. What it returns ends it. */
function betweenPages(server: Clockify, act: (page: number) => void): () => void {
  let pages = 0
  return server.onRequest(({ path }) => {
    if (!lists.test(path)) return
    pages += 1
    if (pages > 1) act(pages)
  })
}

describe.each([
  ['spread over months', oneUser],
  ['more of them within 28 hours than a page', crowded],
])('entries, %s, between whose pages', (_, seed) => {
  test.each([7, 8, 16])('others are deleted: none is lost in pages of %i', (list) =>
    withStage(
      async ({ server, copy }) => {
        betweenPages(server, (page) => {
          if (page % 3 > 0) server.world.deleteEntry(server.truth.timeEntries()[page % 2]?.id ?? '')
        })
        await copy.run()
        const ids = new Set(copy.entries().map(({ id }) => id))
        expect(server.truth.deletedIds().length).toBeGreaterThan(1)
        expect(server.truth.timeEntries().filter(({ id }) => !ids.has(id))).toEqual([])
      },
      { seed },
      { list },
    ),
  )

  test.each([7, 8, 16])('others are added: all come with the next run, in pages of %i', (list) =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        const stop = betweenPages(server, (page) => {
          if (page < 10) server.world.addEntry({ start: ago(clock, page / 10) })
        })
        await copy.run()
        stop()
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed },
      { list },
    ),
  )

  test('others are moved from the end to the beginning: all come with the next run', () =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        const stop = betweenPages(server, (page) => {
          const oldest = server.truth.timeEntries().at(-1)
          if (page < 6) server.world.moveEntry(oldest?.id ?? '', ago(clock, page / 20))
        })
        await copy.run()
        stop()
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed },
      { list: 8 },
    ))
})

test('a list that never stands still is given up, and can be tried again', () =>
  withStage(
    async ({ server, copy }) => {
      betweenPages(server, () => {
        const all = server.truth.timeEntries()
        for (const { id } of all) server.world.deleteEntry(id)
        for (const _ of all) server.world.addEntry({ start: '2026-08-18T21:00:00Z' })
      })
      await expect(copy.run()).rejects.toThrow('changes faster than it can be read')
    },
    { seed: crowded },
    { list: 8 },
  ))

describe('entries of the same second', () => {
  test.each([2, 3, 5])('all come, in pages of %i', (list) =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        for (let index = 0; index < 23; index += 1) server.world.addEntry({ start: ago(clock, 50) })
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed: { ...oneUser, entries: 10 } },
      { list },
    ),
  )

  test.each(['Pacific/Kiritimati', 'Pacific/Pago_Pago'])('come when a page ends between them, in %s', (zone) =>
    withStage(
      async (stage) => {
        const { server, copy, clock } = stage
        for (let days = 50; days < 250; days += 5) {
          for (let count = 0; count < 2; count += 1) server.world.addEntry({ start: ago(clock, days) })
        }
        await copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed: { ...oneUser, entries: 0 }, zone },
      { list: 7 },
    ),
  )
})

describe('a server that fails now and then', () => {
  test.each([
    ['too many requests', { type: 'status', status: 429, retryAfter: 0, body: 'json' }],
    ['unavailable', { type: 'status', status: 503, retryAfter: 0 }],
    ['a reset before the answer', 'reset-before'],
    ['a reset in mid-body', 'reset-in-body'],
    ['truncated JSON', 'truncate'],
    ['the page of a proxy', 'html'],
  ] as const)('%s: everything comes all the same', (_, fault) =>
    withStage(
      async (stage) => {
        stage.server.faults.next(2, fault, { path: lists, after: 1 })
        await stage.copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed: oneUser },
      { list: 20 },
    ),
  )

  test('without the header that ends a list, a short page does', () =>
    withStage(
      async (stage) => {
        await stage.copy.run()
        expect(stored(stage)).toEqual(truth(stage))
      },
      { seed: oneUser, sendsLastPage: false },
      { list: 20 },
    ))

  test('a storm of refusals ends the run paused at what was read', () =>
    withStage(
      async (stage) => {
        const { server, copy } = stage
        server.faults.next(Infinity, { type: 'status', status: 429, retryAfter: 3_600 }, { path: lists, after: 2 })
        const { status, resumeAt } = await copy.run()
        expect(status).toBe('paused')
        expect(resumeAt).toBeInstanceOf(Date)
        expect(copy.entries().length).toBeGreaterThan(20)
      },
      { seed: oneUser },
      { list: 20 },
    ))
})

test('an entry that moves while the window is read is not deleted', () =>
  withStage(
    async (stage) => {
      const { server, copy, clock } = stage
      await copy.run()
      const moved = anEntry(server, ago(clock, 30), ago(clock, 20))
      betweenPages(server, (page) => {
        if (page === 2) server.world.moveEntry(moved, ago(clock, 0.1))
      })
      const { streams } = await copy.run()
      expect(streams['time_entries']).toMatchObject({ deleted: 0 })
      expect(stored(stage)).toEqual(truth(stage))
    },
    { seed: oneUser },
    { list: 5 },
  ))
