import { DuckDBInstance } from '@duckdb/node-api'
import { defineSource, runPipeline } from '@millrace/core'
import type { StreamOptions } from '@millrace/core'
import { beforeEach, describe, expect, test } from 'vitest'
import { duckdb } from '../src/index.ts'
import { makeFolder } from './support/make-folder.ts'
import { startChild } from './support/start-child.ts'

/** More than what is written ahead, in all tables. */
const rowCount = 130_000

const millions = { timeout: 120_000 }

interface Changes {
  /** These ids come once more, at the end. */
  readonly repeated?: readonly string[]
  readonly partitions?: readonly string[]
  /** From this row on there is a further column. */
  readonly grownFrom?: number
  /** Rows of each partition. Default 130,000. */
  readonly count?: number
}

function source({ repeated = [], partitions = ['a'], grownFrom, count = rowCount }: Changes = {}): ReturnType<
  typeof defineSource
> {
  return defineSource({
    name: 'large',
    streams: {
      things: {
        primaryKey: 'id',
        partitions: async () => [...partitions],
        async *read({ partition }) {
          for (let first = 0; first < count; first += 5000) {
            const rows = Array.from({ length: Math.min(5000, count - first) }, (_, index) => first + index)
            yield {
              records: rows.map((row) => ({
                id: `${partition}${row}`,
                value: row,
                tags: [{ name: `t${row}` }],
                ...(grownFrom !== undefined && row >= grownFrom ? { grown: true } : {}),
              })),
            }
          }
          yield { records: repeated.map((id) => ({ id, value: -1, tags: [] })) }
        },
      },
    },
  })
}

async function load(path: string, changes: Changes = {}, things: StreamOptions = {}): Promise<string> {
  const destination = duckdb({ path })
  const { status } = await runPipeline({ source: source(changes), destination, streams: { things } })
  return status
}

async function query(path: string, sql: string): Promise<readonly object[]> {
  return duckdb({ path }).query(sql)
}

const sums = `SELECT (SELECT count(*) FROM things) AS things, (SELECT count(DISTINCT id) FROM things) AS ids,
  (SELECT sum(value)::BIGINT FROM things) AS sum, (SELECT count(DISTINCT name) FROM things__tags) AS tags,
  (SELECT count(*) FROM things WHERE _mr_run IS NULL OR _mr_synced_at IS NULL) AS unsigned`

const whole = {
  things: rowCount,
  ids: rowCount,
  sum: (rowCount * (rowCount - 1)) / 2,
  tags: rowCount,
  unsigned: 0,
}

const leftovers = `SELECT table_name FROM duckdb_tables() WHERE regexp_matches(table_name, '^(_mr_)?generation_\\d')`

describe('a large first load', () => {
  let path = ''
  beforeEach(() => {
    path = `${makeFolder()}/large.duckdb`
  })

  test('becomes the tables with all columns in their order, and leaves nothing', millions, async () => {
    expect(await load(path)).toBe('succeeded')
    expect(await query(path, sums)).toEqual([whole])
    expect(await query(path, leftovers)).toEqual([])
    expect(
      await query(
        path,
        `SELECT column_name AS name, data_type AS type FROM duckdb_columns() WHERE table_name = 'things' ORDER BY column_index`,
      ),
    ).toEqual([
      { name: 'id', type: 'VARCHAR' },
      { name: '_mr_partition', type: 'VARCHAR' },
      { name: 'value', type: 'BIGINT' },
      { name: '_mr_run', type: 'VARCHAR' },
      { name: '_mr_synced_at', type: 'TIMESTAMP WITH TIME ZONE' },
      { name: '_mr_deleted_at', type: 'TIMESTAMP WITH TIME ZONE' },
    ])
    expect(
      await query(
        path,
        `SELECT column_default AS given FROM duckdb_columns() WHERE table_name = 'things' AND column_default IS NOT NULL`,
      ),
    ).toEqual([])
  })

  test('can be refreshed, changed and grown afterwards like any other', millions, async () => {
    await load(path)
    const destination = duckdb({ path })
    const again = await runPipeline({ source: source(), destination })
    expect(again.streams['things']).toMatchObject({ unchanged: rowCount, inserted: 0, updated: 0, deleted: 0 })
    const changed = await runPipeline({
      source: source({ repeated: ['a7'], count: 100_000, grownFrom: 99_000 }),
      destination,
      streams: { things: { maxDeleted: false } },
    })
    expect(changed.streams['things']).toMatchObject({ updated: 1001, deleted: 30_000 })
    expect(await query(path, `SELECT count(*) AS rows, count(grown) AS grown FROM things`)).toEqual([
      { rows: 100_000, grown: 1000 },
    ])
  })

  test('has its history', millions, async () => {
    await load(path, {}, { deltas: { '': 'things_history', tags: 'tags_history' } })
    const history = `SELECT count(*) AS rows, count(DISTINCT id) AS ids, min(_mr_op) AS op FROM things_history`
    expect(await query(path, history)).toEqual([{ rows: rowCount, ids: rowCount, op: 'insert' }])
    expect(await query(path, `SELECT count(*) AS rows FROM tags_history`)).toEqual([{ rows: rowCount }])
  })

  test('keeps one row of each key', millions, async () => {
    await load(path, { repeated: ['a7', 'a8'] })
    expect(await query(path, sums)).toEqual([{ ...whole, sum: whole.sum - 7 - 8 - 2, tags: rowCount - 2 }])
    expect(await query(path, leftovers)).toEqual([])
  })

  test('takes columns that come on the way, and several partitions', millions, async () => {
    await load(path, { partitions: ['a', 'b'], grownFrom: 128_000 })
    const counts = 'SELECT count(*) AS rows, count(DISTINCT id) AS ids, count(grown) AS grown FROM things'
    expect(await query(path, counts)).toEqual([{ rows: 2 * rowCount, ids: 2 * rowCount, grown: 4000 }])
  })

  test('stands after the process was killed right behind its commit', millions, async () => {
    const child = startChild(new URL('children/adopt-child.ts', import.meta.url), { args: [path, String(rowCount)] })
    await child.nextLine()
    await child.kill()
    expect(await query(path, sums)).toEqual([whole])
    const again = await runPipeline({ source: source(), destination: duckdb({ path }) })
    expect(again.streams['things']).toMatchObject({ unchanged: rowCount })
  })

  test('goes into the table that stands where somebody has made something of it', millions, async () => {
    await runPipeline({ source: source({ count: 10 }), destination: duckdb({ path }) })
    await runPipeline({
      source: source({ count: 0 }),
      destination: duckdb({ path }),
      streams: { things: { maxDeleted: false } },
    })
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run('CREATE INDEX mine ON things (value); ALTER TABLE things__tags ADD COLUMN note VARCHAR')
    connection.closeSync()
    instance.closeSync()
    await load(path)
    expect(await query(path, sums)).toEqual([whole])
    expect(await query(path, `SELECT index_name FROM duckdb_indexes()`)).toEqual([{ index_name: 'mine' }])
    expect(await query(path, `SELECT count(note) AS notes FROM things__tags`)).toEqual([{ notes: 0 }])
  })
})
