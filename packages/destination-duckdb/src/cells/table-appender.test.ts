import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { columnTypes } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { TableAppender } from './table-appender.ts'
import type { AppenderOptions } from './table-appender.ts'
import { arbitraryColumns } from './testing/arbitrary-cells.ts'
import { openTable } from './testing/open-table.ts'

/** The bounds of a vector of 2048 rows, and of several. */
const rowCounts = [0, 1, 2, 64, 65, 66, 2047, 2048, 2049, 5000]

/** Cells at the edges of their types. */
const edges: Readonly<Record<ColumnType, readonly CellValue[]>> = {
  boolean: [true, false],
  integer: [
    0,
    1,
    -1,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 32,
    2 ** 53 - 1,
    1 - 2 ** 53,
    2n ** 53n,
    2n ** 63n - 1n,
    -(2n ** 63n),
  ],
  float: [0, -0, 0.1, 5e-324, -1.797e308, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  decimal: [
    '0',
    '-0.000000000000000001',
    '99999999999999999999.999999999999999999',
    '-99999999999999999999.999999999999999999',
    '99999999999999999999',
    '999999999999999',
    '-99999999999999',
    '18446744073.709551616',
  ],
  text: ['', '\0', 'a\0b', '\ufeffmark', 'twelve bytes', 'thirteen byte', 'zwölf bytes', '👩‍👩‍👧‍👦', 'nul \0 in a long text'],
  timestamp: [
    '0001-01-01T00:00:00Z',
    '1969-12-31T23:59:59.999999Z',
    '1970-01-01T00:00:00Z',
    '2255-06-05T23:47:34.740993Z',
    '9999-12-31T23:59:59.999999Z',
  ],
  date: ['0001-01-01', '1582-10-10', '1900-03-01', '2000-02-29', '9999-12-31'],
  time: ['00:00:00', '00:00:00.000001', '01:11:34.967296', '23:59:59.999999'],
  json: ['null', '""', '{"a":"\\u0000"}', '{"a":"\\\\ud800"}', '[1e999,12345678901234567890]', '"👩‍👩‍👧‍👦"'],
  binary: [new Uint8Array(0), Uint8Array.of(0), Uint8Array.from({ length: 256 }, (_, byte) => byte)],
}

describe.each<Required<AppenderOptions>>([{ strings: 'arena' }, { strings: 'single' }])(
  'with strings: $strings',
  (options) => {
    it.each(columnTypes)('a column of type %s keeps its edges', async (type) => {
      using table = await openTable([type])
      const cells = [null, ...edges[type], null]
      const appender = await TableAppender.open(table.connection, table.name, [type], options)
      appender.append([cells], cells.length)
      appender.close()
      expect(await table.readColumns()).toStrictEqual([cells])
    })

    it('tables of any size keep all cells', { timeout: 60_000 }, async () => {
      using table = await openTable()
      await fc.assert(
        fc.asyncProperty(arbitraryColumns, fc.constantFrom(...rowCounts), async (make, rowCount) => {
          await table.connection.run('TRUNCATE t')
          const columns = make(rowCount)
          const appender = await TableAppender.open(table.connection, table.name, columnTypes, options)
          appender.append(columns, rowCount)
          appender.close()
          expect(await table.readColumns()).toStrictEqual(columns)
        }),
        { numRuns: 40 },
      )
    })

    it('one appender takes many batches, with other columns NULL in each', async () => {
      using table = await openTable(['text', 'integer', 'binary'])
      const texts = Array.from({ length: 2100 }, (_, row) => `a text that is not short, ${row}`)
      const numbers = texts.map((_, row) => row)
      const blobs = texts.map((text) => Uint8Array.from(Buffer.from(text)))
      const appender = await TableAppender.open(table.connection, table.name, ['text', 'integer', 'binary'], options)
      appender.append([texts, undefined, blobs], 2100)
      appender.append([undefined, numbers, undefined], 2100)
      appender.append([texts.map(() => null), numbers, blobs], 2100)
      appender.append([texts, numbers, blobs], 1)
      appender.close()
      const nulls = texts.map(() => null)
      expect(await table.readColumns()).toStrictEqual([
        [...texts, ...nulls, ...nulls, texts[0]],
        [...nulls, ...numbers, ...numbers, 0],
        [...blobs, ...nulls, ...blobs, blobs[0]],
      ])
    })

    it('values larger than any buffer are kept, between small ones', { timeout: 60_000 }, async () => {
      using table = await openTable(['text', 'binary'])
      const sizes = [20_000_000, 1, 100_000, 5, 87_381, 87_382, 13, 262_144, 262_145, 12]
      const texts = sizes.flatMap((size) => ['x'.repeat(size), 'ü'.repeat(size), 'small'])
      const blobs = texts.map((text) => new Uint8Array(text.length).fill(text.length % 251))
      const appender = await TableAppender.open(table.connection, table.name, ['text', 'binary'], options)
      appender.append([texts, blobs], texts.length)
      appender.close()
      const [readTexts = [], readBlobs = []] = await table.readColumns()
      // Not compared by the test runner, which would take minutes for blobs of this size.
      expect(readTexts.map((text, row) => text === texts[row])).toStrictEqual(texts.map(() => true))
      expect(
        readBlobs.map(
          (blob, row) => blob instanceof Uint8Array && Buffer.compare(blob, blobs[row] ?? new Uint8Array()) === 0,
        ),
      ).toStrictEqual(blobs.map(() => true))
    })

    it('a vector of long texts is kept', { timeout: 60_000 }, async () => {
      using table = await openTable(['text'])
      const long = 'long text '.repeat(10_000)
      const appender = await TableAppender.open(table.connection, table.name, ['text'], options)
      appender.append([Array.from({ length: 2048 }, (_, row) => `${row} ${long}`)], 2048)
      appender.close()
      const [row] = await table.read(`SELECT count(DISTINCT c0), min(length(c0)), max(length(c0)), count(*) FROM t`)
      expect(row).toStrictEqual([2048n, 100_002n, 100_005n, 2048n])
    })

    it('halves of a character that meet stay in their own texts', async () => {
      using table = await openTable(['text'])
      const texts = ['grüße \ud83d', '\ude00 grüße', 'after', '\ud83d', '\ude00', 'größe']
      const appender = await TableAppender.open(table.connection, table.name, ['text'], options)
      appender.append([texts], texts.length)
      appender.close()
      expect(await table.readColumns()).toStrictEqual([texts.map((text) => text.toWellFormed())])
    })

    it('DuckDB reads the same values out of texts as were appended', { timeout: 60_000 }, async () => {
      const types = ['timestamp', 'date', 'time', 'decimal', 'integer'] as const
      using table = await openTable([...types, ...types.map(() => 'text' as const)])
      await table.connection.run(`SET TimeZone = 'UTC'`)
      const compared = types.map((_, index) => `c${index} IS DISTINCT FROM c${index + types.length}`).join(' OR ')
      await fc.assert(
        fc.asyncProperty(arbitraryColumns, async (make) => {
          await table.connection.run('TRUNCATE t')
          const all = make(500)
          const columns = types.map((type) => all[columnTypes.indexOf(type)] ?? [])
          const texts = columns.map((cells) => cells.map((cell) => (cell === null ? null : String(cell))))
          const appender = await TableAppender.open(
            table.connection,
            table.name,
            [...types, ...types.map(() => 'text' as const)],
            options,
          )
          appender.append([...columns, ...texts], 500)
          appender.close()
          expect(await table.read(`SELECT * FROM t WHERE ${compared}`)).toStrictEqual([])
        }),
        { numRuns: 20 },
      )
    })

    it('a cell of another type is refused, not stored as NULL', async () => {
      using table = await openTable()
      for (const [index, type] of columnTypes.entries()) {
        const appender = await TableAppender.open(table.connection, table.name, columnTypes, options)
        const wrong = type === 'boolean' ? 'true' : true
        const columns = columnTypes.map((_, column) => (column === index ? [wrong] : undefined))
        expect(() => appender.append(columns, 1)).toThrow('which its column of DuckDB cannot take')
      }
      expect(await table.read('SELECT count(*) FROM t')).toStrictEqual([[0n]])
    })
  },
)

describe('TableAppender', () => {
  it('appends to a table of a file, found by catalog and schema', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const path = join(folder, 'a.db')
    {
      using table = await openTable(['text'], path)
      await table.connection.run('CREATE SCHEMA "odd ""name"')
      await table.connection.run('CREATE TABLE "odd ""name"."T t" (a VARCHAR)')
      const name = { catalog: 'a', schema: 'odd "name', table: 'T t' }
      const appender = await TableAppender.open(table.connection, name, ['text'])
      appender.append([['a text that is not short']], 1)
      appender.close()
    }
    using again = await openTable(['text'])
    await again.connection.run(`ATTACH '${path}' AS file`)
    expect(await again.read('SELECT a FROM file."odd ""name"."T t"')).toStrictEqual([['a text that is not short']])
  })

  it('puts nothing into the table before it must', async () => {
    using table = await openTable(['integer'])
    const appender = await TableAppender.open(table.connection, table.name, ['integer'])
    for (let batch = 0; batch < 20; batch += 1) appender.append([Array.from({ length: 1000 }, (_, row) => row)], 1000)
    expect(await table.read('SELECT count(*) FROM t')).toStrictEqual([[0n]])
    appender.close()
    expect(await table.read('SELECT count(*) FROM t')).toStrictEqual([[20_000n]])
  })

  it('appends in the transaction of its connection', async () => {
    using table = await openTable(['integer'])
    await table.connection.run('BEGIN')
    const appender = await TableAppender.open(table.connection, table.name, ['integer'])
    appender.append([[1]], 1)
    appender.close()
    await table.connection.run('ROLLBACK')
    expect(await table.read('SELECT * FROM t')).toStrictEqual([])
  })

  it('discards what is not yet in the table, however often it is asked', async () => {
    using table = await openTable(['integer'])
    const appender = await TableAppender.open(table.connection, table.name, ['integer'])
    appender.append([[1, 2, 3]], 3)
    appender.discard()
    appender.discard()
    expect(await table.read('SELECT * FROM t')).toStrictEqual([])
    expect(() => appender.append([[4]], 1)).toThrow('after it was closed')
    expect(() => appender.close()).toThrow('after it was closed')
  })

  it('does not discard after it was closed', async () => {
    using table = await openTable(['integer'])
    const appender = await TableAppender.open(table.connection, table.name, ['integer'])
    appender.append([[1]], 1)
    appender.close()
    appender.discard()
    expect(await table.read('SELECT * FROM t')).toStrictEqual([[1n]])
  })

  it('refuses the wrong number of columns or cells, and the connection stays usable', async () => {
    using table = await openTable(['integer', 'text'])
    const types = ['integer', 'text'] as const
    await expect(TableAppender.open(table.connection, table.name, ['integer'])).rejects.toThrow('has 2 columns')
    const tooFew = await TableAppender.open(table.connection, table.name, types)
    expect(() => tooFew.append([[1]], 1)).toThrow('for 2 columns was given 1')
    const tooShort = await TableAppender.open(table.connection, table.name, types)
    expect(() => tooShort.append([[1], []], 1)).toThrow('0 cells of a column for 1 rows')
    const right = await TableAppender.open(table.connection, table.name, types)
    right.append([[1], ['a']], 1)
    right.close()
    expect(await table.readColumns()).toStrictEqual([[1], ['a']])
  })

  it('gives up all rows when DuckDB refuses one, also when it is forgotten then', async () => {
    using table = await openTable(['integer'])
    await table.connection.run('ALTER TABLE t ALTER c0 SET NOT NULL')
    await (async () => {
      const appender = await TableAppender.open(table.connection, table.name, ['integer'])
      appender.append([[1, null]], 2)
      expect(() => appender.close()).toThrow('NOT NULL constraint failed')
      expect(() => appender.append([[2]], 1)).toThrow('after it was closed')
    })()
    await table.connection.run('ALTER TABLE t ALTER c0 DROP NOT NULL')
    await collectGarbage()
    expect(await table.read('SELECT * FROM t')).toStrictEqual([])
  })

  it('puts nothing into the table when it is forgotten', async () => {
    using table = await openTable(['integer'])
    await (async () => {
      const appender = await TableAppender.open(table.connection, table.name, ['integer'])
      appender.append([[1]], 1)
    })()
    await collectGarbage()
    expect(await table.read('SELECT * FROM t')).toStrictEqual([])
  })
})

/** Several rounds, because what one round lets go of is destroyed in the next. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  for (let round = 0; round < 5; round += 1) {
    if (typeof collect === 'function') collect()
    await setImmediate()
  }
}
