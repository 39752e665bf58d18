import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { ChunkPool } from '../cells/chunk-pool.ts'
import { copyFormat, encodeRows } from '../cells/copy-encoder.ts'
import { openTable } from '../cells/testing/open-table.ts'
import type { TestTable } from '../cells/testing/open-table.ts'
import { copyIn } from './copy-in.ts'
import type { SentBytes } from './copy-in.ts'

/** A thousand rows in the binary format. */
const thousandRows = encodeRows(
  [{ type: 'text', values: Array.from({ length: 1000 }, () => 'x') }],
  1000,
  new ChunkPool(),
).finish()

/** Text rows without an end. */
function* endlessRows(onMessage: (count: number) => void): Generator<SentBytes> {
  const row = 'x'.repeat(1000)
  const data = Buffer.from(`${row}\n`.repeat(100))
  const header = Buffer.alloc(5)
  header.write('d')
  header.writeUInt32BE(data.length + 4, 1)
  const bytes = Buffer.concat([header, data])
  for (let count = 1; ; count += 1) {
    onMessage(count)
    yield { bytes, release: () => {} }
  }
}

/** A hundred rows for each message. */
function* someRows(messages: number): Generator<SentBytes> {
  let left = messages
  for (const message of endlessRows(() => {})) {
    if (left === 0) return
    left -= 1
    yield message
  }
}

const copyText = sql`copy public.t (c0) from stdin`

async function copyThousand(table: TestTable, before = sql``): Promise<number> {
  const statement = sql`${before} copy public.t (c0) from stdin with (${sql.raw(copyFormat)})`
  return table.transact(({ connection }) => copyIn(connection, [{ statement, messages: thousandRows }]))
}

async function countRows(table: TestTable): Promise<number> {
  return table.transact(({ connection }) => connection.count(sql`select count(*) from ${table.table}`))
}

test('answers how many rows there were, also behind another statement', async () => {
  await using table = await openTable(['text'])
  expect(await copyThousand(table)).toBe(1000)
  expect(await copyThousand(table, sql`set local synchronous_commit = off;`)).toBe(1000)
  expect(await countRows(table)).toBe(2000)
})

test('several COPYs go in one after the other, and fail together', async () => {
  await using table = await openTable(['text'])
  const copies = [0, 1, 2].map(() => ({ statement: copyText, messages: someRows(3) }))
  expect(await table.transact(({ connection }) => copyIn(connection, copies))).toBe(900)
  const more = [
    { statement: copyText, messages: someRows(3) },
    { statement: sql`copy public.nothing from stdin`, messages: someRows(3) },
  ]
  await expect(table.transact(({ connection }) => copyIn(connection, more))).rejects.toMatchObject({ code: '42P01' })
  expect(await countRows(table)).toBe(900)
})

test('where the rows end in an error it is that error, and none of them is stored', async () => {
  await using table = await openTable(['text'])
  const rows = endlessRows((count) => {
    if (count === 20) throw new Error('the well is dry')
  })
  const copying = table.transact(({ connection }) => copyIn(connection, [{ statement: copyText, messages: rows }]))
  await expect(copying).rejects.toThrow('the well is dry')
  expect(await countRows(table)).toBe(0)
  expect(table.pool.totalCount).toBe(1)
})

test('an abort in the middle ends the COPY, and the connection goes on', async () => {
  await using table = await openTable(['text'])
  const ending = new AbortController()
  const rows = endlessRows((count) => {
    if (count === 200) ending.abort(new Error('enough'))
  })
  let backend = 0
  const copying = table.transact(async ({ connection }) => {
    backend = await connection.count(sql`select pg_backend_pid()`)
    await copyIn(connection, [{ statement: copyText, messages: rows }])
  }, ending.signal)
  await expect(copying).rejects.toThrow('enough')
  expect(await countRows(table)).toBe(0)
  const states = await table.transact(({ connection }) =>
    connection.rows(sql`select state from pg_stat_activity where pid = ${backend}::int and pid <> pg_backend_pid()`),
  )
  expect(states.every(([state]) => state === 'idle')).toBe(true)
  expect(await copyThousand(table)).toBe(1000)
})

test('an error of the server comes as it is, while rows are still being sent, and the connection goes on', async () => {
  await using table = await openTable(['text'])
  await table.run(sql`alter table ${table.table} add check (row_number < 5000)`)
  await expect(
    table.transact(({ connection }) => copyIn(connection, [{ statement: copyText, messages: endlessRows(() => {}) }])),
  ).rejects.toMatchObject({ code: '23514', severity: 'ERROR' })
  expect(await countRows(table)).toBe(0)
  expect(table.pool.totalCount).toBe(1)
})

test('a table that is not there is an error before anything is sent', async () => {
  await using table = await openTable(['text'])
  let sent = 0
  const rows = endlessRows((count) => (sent = count))
  const copying = table.transact(({ connection }) =>
    copyIn(connection, [{ statement: sql`copy public.nothing from stdin`, messages: rows }]),
  )
  await expect(copying).rejects.toMatchObject({ code: '42P01' })
  expect(sent).toBe(0)
})

test('no more is read than the server takes', async () => {
  await using table = await openTable(['text'])
  await table.run(
    sql`create function public.wait() returns trigger language plpgsql as 'begin perform pg_sleep(60); return new; end'`,
  )
  await table.run(sql`create trigger waits before insert on ${table.table} for each row execute function public.wait()`)
  const ending = new AbortController()
  let sent = 0
  const rows = endlessRows((count) => (sent = count))
  const copying = table.transact(
    ({ connection }) => copyIn(connection, [{ statement: copyText, messages: rows }]),
    ending.signal,
  )
  const failure = copying.catch((error: unknown) => error)
  await expect.poll(() => sent).toBeGreaterThan(0)
  let before = -1
  await expect
    .poll(
      () => {
        const isStill = before === sent
        before = sent
        return isStill
      },
      { interval: 200 },
    )
    .toBe(true)
  // Each has 100 kB: what the sockets keep on the way, and no more.
  expect(sent).toBeLessThan(500)
  ending.abort(new Error('enough'))
  expect(await failure).toMatchObject({ message: 'enough' })
})

test('a connection that is cut in the middle is an error, and closed', async () => {
  await using table = await openTable(['text'])
  let backend = 0
  let isCut: Promise<unknown> = Promise.resolve()
  const rows = endlessRows((count) => {
    if (count === 50) isCut = table.run(sql`select pg_terminate_backend(${backend}::int)`)
  })
  const copying = table.transact(async ({ connection }) => {
    backend = await connection.count(sql`select pg_backend_pid()`)
    await copyIn(connection, [{ statement: copyText, messages: rows }])
  })
  await expect(copying).rejects.toThrow(/terminat|ECONNRESET|EPIPE/)
  await isCut
  expect(await countRows(table)).toBe(0)
})
