/** What goes on in the staging when several work on it, and when Postgres refuses what nobody foresaw. */

import { streamPlan, TestBed, testStream } from '@millrace/testkit'
import type { TestRecord } from '@millrace/testkit'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { postgres } from '../src/index.ts'
import { readerOf } from './postgres-under-test.ts'
import { caught } from './support/caught.ts'
import { openDatabase } from './support/open-database.ts'
import type { TestDatabase } from './support/test-database.ts'

const documents = testStream('documents', {
  key: { id: 'integer' },
  columns: { name: 'text', content: 'json' },
  children: { tags: { columns: { label: 'text' } } },
})

/** JSON in which nothing is wrong but that Postgres keeps no number of so many digits. */
const hugeNumber = '[1e200000]'

async function openBed(): Promise<{ readonly bed: TestBed; readonly database: TestDatabase }> {
  const { destination, ...database } = await openDatabase()
  return { bed: new TestBed({ destination, reader: readerOf(database), close: () => undefined }), database }
}

/** Another process. */
function openOther(database: TestDatabase): TestBed {
  const destination = postgres({ connectionString: database.connectionString })
  onTestFinished(() => destination.close())
  return new TestBed({ destination, reader: readerOf(database), close: () => undefined })
}

function documentOf(id: number, content = '{"fine":true}'): TestRecord {
  return { id, name: `document ${id}`, content, tags: [{ label: 'a' }, { label: 'b' }] }
}

async function countStaged({ sql }: TestDatabase): Promise<number> {
  const tables = await sql(
    `select relname from pg_class where relnamespace = '_millrace'::regnamespace and relname ~ '^(generation|staged)_\\d+_'`,
  )
  let count = 0
  for (const [name] of tables) count += Number((await sql(`select count(*) from _millrace.${String(name)}`))[0]?.[0])
  return count
}

test.each(['its own tables', 'a generation'])(
  'in %s: of a batch only the records are rejected that Postgres refuses, and their rows stay',
  async (place) => {
    const { bed, database } = await openBed()
    await using run = await bed.open()
    await run.create(documents)
    await run.load(documents, [documentOf(3), documentOf(98)])
    const generation = place === 'a generation' ? await run.beginGeneration(documents) : undefined
    const partition = await run.begin(documents, '', generation)
    const ids = Array.from({ length: 40 }, (_, index) => index)
    const batch = ids.map((id) => documentOf(id, [3, 17, 18, 39].includes(id) ? hugeNumber : undefined))
    const { rejected } = await partition.stage(...batch)
    const first = partition.nextOrdinal - 40
    expect(rejected.map(({ ordinal, ...rest }) => ({ id: ordinal - first, ...rest }))).toEqual(
      [3, 17, 18, 39].map((id) => ({ id, path: 'content', code: 'out_of_range' })),
    )
    // A root and two children for each that is stored, and the keys of the others.
    expect(await countStaged(database)).toBe(36 * 3 + 4)
    if (generation === undefined) await partition.publish()
    else {
      await partition.stageDurably({ isDone: true })
      await run.findMissing(documents, { partitions: [''] })
      const plan = streamPlan(documents, { generation: generation.id, comparesCursor: false, appliesMissing: true })
      await run.publish([plan])
    }
    const stored = await database.sql('select id from documents order by id')
    const kept = generation === undefined ? [98] : []
    expect(stored).toEqual([...ids.filter((id) => ![17, 18, 39].includes(id)), ...kept].map((id) => [id]))
    expect(await database.sql('select name from documents where id = 3')).toEqual([['document 3']])
  },
)

test('a record that is refused alone is rejected, and the attempt goes on', async () => {
  const { bed, database } = await openBed()
  await using run = await bed.open()
  await run.create(documents)
  const partition = await run.begin(documents)
  const { rejected } = await partition.stage(documentOf(1, hugeNumber))
  expect(rejected).toMatchObject([{ code: 'out_of_range' }])
  expect((await partition.stage(documentOf(2))).rejected).toEqual([])
  await partition.publish()
  expect(await database.sql('select id from documents')).toEqual([[2]])
})

test('errors that say nothing of a record are errors, and nothing is staged', async () => {
  const { bed, database } = await openBed()
  await using run = await bed.open()
  await run.create(documents)
  const partition = await run.begin(documents)
  await partition.stage(documentOf(1))
  const [[name] = []] = await database.sql(`select name from _millrace.staging where name like '%_root'`)
  await database.sql(`alter table _millrace.${String(name)} rename to away`)
  expect(await caught(() => partition.stage(documentOf(2)))).toMatchObject({ code: 'postgres_object_missing' })
  await database.sql(`alter table _millrace.away rename to ${String(name)}`)
  expect(await countStaged(database)).toBe(3)
})

test('partitions that meet a table at the same moment, in two processes', async () => {
  const { bed, database } = await openBed()
  const other = openOther(database)
  await using leader = await bed.open()
  await leader.create(documents)
  const partitions = ['a', 'b', 'c', 'd', 'e', 'f']
  const generation = await leader.beginGeneration(documents, { partitions })
  await using worker = await other.open({ run: leader.id, join: { epoch: leader.session.epoch } })
  await Promise.all(
    partitions.map(async (name, index) => {
      const partition = await (index % 2 === 0 ? leader : worker).begin(documents, name, generation)
      for (let batch = 0; batch < 3; batch += 1) {
        await partition.stage(...Array.from({ length: 50 }, (_, row) => documentOf(index * 1000 + batch * 100 + row)))
      }
      await partition.stageDurably({ isDone: true })
    }),
  )
  await leader.publish([streamPlan(documents, { generation: generation.id, comparesCursor: false })])
  expect(await database.sql('select count(*), count(distinct name) from documents')).toEqual([[900, 900]])
  expect(await database.sql('select count(*) from documents_tags')).toEqual([[1800]])
})

test('an attempt that was overtaken in another process stages nothing any more', async () => {
  const { bed, database } = await openBed()
  await using leader = await bed.open()
  await leader.create(documents)
  const generation = await leader.beginGeneration(documents)
  await using worker = await openOther(database).open({ run: leader.id, join: { epoch: leader.session.epoch } })
  const overtaken = await worker.begin(documents, '', generation)
  await overtaken.stage(documentOf(1))
  const latest = await leader.begin(documents, '', generation)
  expect(await countStaged(database)).toBe(0)
  expect(await caught(() => overtaken.stage(documentOf(2)))).toMatchObject({ code: 'commit_conflict' })
  await latest.stage(documentOf(3))
  expect(await countStaged(database)).toBe(3)
})

test('what an overtaken attempt was staging when the next one began is gone', async () => {
  const { bed, database } = await openBed()
  await using leader = await bed.open()
  await leader.create(documents)
  const generation = await leader.beginGeneration(documents)
  await using worker = await openOther(database).open({ run: leader.id, join: { epoch: leader.session.epoch } })
  const overtaken = await worker.begin(documents, '', generation)
  await overtaken.stage(documentOf(1))
  const [[name] = []] = await database.sql(`select relname from pg_class where relname ~ '^generation_\\d+_root$'`)
  const holder = new pg.Client({ connectionString: database.connectionString, application_name: 'millrace-tests' })
  await holder.connect()
  await holder.query(`begin; lock table _millrace.${String(name)} in share mode`)
  const staging = caught(() => overtaken.stage(documentOf(2)))
  const waiting = async (): Promise<number> =>
    Number((await database.sql('select count(*) from pg_locks where not granted'))[0]?.[0])
  await expect.poll(waiting).toBe(1)
  const beginning = leader.begin(documents, '', generation)
  await expect.poll(waiting).toBe(2)
  await holder.end()
  const latest = await beginning
  expect(await staging).toMatchObject({ code: 'commit_conflict' })
  await latest.stage(documentOf(3))
  expect(await countStaged(database)).toBe(3)
})

const counts = (type: 'integer' | 'float'): ReturnType<typeof testStream> =>
  testStream('counts', { key: { id: 'integer' }, columns: { amount: type } })

test.each([true, false])(
  'numbers are never taken for others where another process has widened a column (generation: %s)',
  async (isGeneration) => {
    const { bed, database } = await openBed()
    await using leader = await bed.open()
    await leader.create(counts('integer'))
    const generation = isGeneration ? await leader.beginGeneration(counts('integer')) : undefined
    await using worker = await openOther(database).open({ run: leader.id, join: { epoch: leader.session.epoch } })
    const narrow = await worker.begin(counts('integer'), '', generation)
    await narrow.stage({ id: 1, amount: 1 })
    await leader.create(counts('float'))
    // The batch has the bytes of integers, and the table of the generation takes those of floats.
    if (isGeneration) {
      expect(await caught(() => narrow.stage({ id: 2, amount: 2 }))).toMatchObject({ isRetryable: true })
    }
    const wide = await worker.begin(counts('float'), '', generation)
    await wide.stage({ id: 1, amount: 1.5 }, { id: 2, amount: 2.5 })
    if (generation === undefined) await wide.publish()
    else {
      await wide.stageDurably({ isDone: true })
      await leader.publish([streamPlan(counts('float'), { generation: generation.id, comparesCursor: false })])
    }
    expect(await database.sql('select id, amount from counts order by id')).toEqual([
      [1, 1.5],
      [2, 2.5],
    ])
  },
)

test('an attempt goes on where another process has added and widened columns', async () => {
  const { bed, database } = await openBed()
  const more = testStream('counts', { key: { id: 'integer' }, columns: { amount: 'float', note: 'text' } })
  await using leader = await bed.open()
  await leader.create(counts('integer'))
  await using worker = await openOther(database).open({ run: leader.id, join: { epoch: leader.session.epoch } })
  const partition = await worker.begin(counts('integer'))
  await partition.stage({ id: 1, amount: 1 })
  await leader.create(more)
  const { session, signal } = worker
  const columns = [
    { name: 'id', type: 'integer', values: [2] },
    { name: 'amount', type: 'float', values: [2.5] },
    { name: 'note', type: 'text', values: ['new'] },
  ] as const
  const table = { path: '', rowCount: 1, ordinals: [partition.nextOrdinal], operations: Uint8Array.of(0), columns }
  const place = { stream: 'counts', partition: '', attempt: partition.attempt.attempt }
  expect(await session.stage({ ...place, tables: [table], signal })).toEqual({ rejected: [] })
  await partition.publish()
  expect(await database.sql('select id, amount, note from counts order by id')).toEqual([
    [1, 1, null],
    [2, 2.5, 'new'],
  ])
})

test('staged numbers that a wider column cannot hold are read again, not rounded', async () => {
  const { bed, database } = await openBed()
  await using leader = await bed.open()
  await leader.create(counts('integer'))
  await using worker = await openOther(database).open({ run: leader.id, join: { epoch: leader.session.epoch } })
  const partition = await worker.begin(counts('integer'))
  await partition.stage({ id: 1, amount: 2n ** 53n + 1n })
  await leader.create(counts('float'))
  const columns = [
    { name: 'id', type: 'integer', values: [2] },
    { name: 'amount', type: 'float', values: [2.5] },
  ] as const
  const table = { path: '', rowCount: 1, ordinals: [partition.nextOrdinal], operations: Uint8Array.of(0), columns }
  const batch = { stream: 'counts', partition: '', attempt: partition.attempt.attempt, tables: [table] }
  const { session, signal } = worker
  expect(await caught(() => session.stage({ ...batch, signal }))).toMatchObject({ code: 'postgres_schema_moved' })
})

test('staged numbers that a column widened by another process cannot hold are not published', async () => {
  const { bed, database } = await openBed()
  await using leader = await bed.open()
  await leader.create(counts('integer'))
  await using worker = await openOther(database).open({ run: leader.id, join: { epoch: leader.session.epoch } })
  const partition = await worker.begin(counts('integer'))
  await partition.stage({ id: 1, amount: 2n ** 53n + 1n })
  await leader.create(counts('float'))
  expect(await caught(() => partition.publish())).toMatchObject({ code: 'postgres_schema_moved', isRetryable: true })
  expect(await database.sql('select count(*) from counts')).toEqual([[0]])
})

test('numbers on their way into a generation are looked at before their column is widened', async () => {
  const { bed, database } = await openBed()
  await using leader = await bed.open()
  await leader.create(counts('integer'))
  const generation = await leader.beginGeneration(counts('integer'))
  await using worker = await openOther(database).open({ run: leader.id, join: { epoch: leader.session.epoch } })
  const partition = await worker.begin(counts('integer'), '', generation)
  await partition.stage({ id: 1, amount: 1 })
  const holder = new pg.Client({ connectionString: database.connectionString, application_name: 'millrace-tests' })
  await holder.connect()
  await holder.query('begin; select from _millrace.partitions for update')
  const waiting = async (): Promise<number> =>
    Number((await database.sql('select count(*) from pg_locks where not granted'))[0]?.[0])
  const staging = partition.stage({ id: 2, amount: 2n ** 53n + 1n })
  await expect.poll(waiting).toBe(1)
  const changing = leader.change(counts('float'))
  await expect.poll(waiting).toBe(2)
  await holder.end()
  expect((await staging).rejected).toEqual([])
  expect(await changing).toMatchObject({ type: 'refused' })
})

test('records of one key compete in a first load too where no index tells them', async () => {
  const { bed, database } = await openBed()
  const names = Array.from({ length: 33 }, (_, index) => `k${index}`)
  const wide = testStream('wide', {
    key: Object.fromEntries(names.map((name) => [name, 'integer'])),
    columns: { name: 'text' },
  })
  const key = Object.fromEntries(names.map((name) => [name, 1]))
  await using run = await bed.open()
  await run.create(wide)
  const partition = await run.begin(wide)
  await partition.stage({ ...key, name: 'old' }, { ...key, name: 'new' })
  await partition.publish()
  expect(await database.sql('select name from wide')).toEqual([['new']])
})
