import type { Capabilities } from '@millrace/core/plugin'
import { codeOf } from '../rejection.ts'
import { families, orders, people } from '../samples.ts'
import { sequenceOf } from '../test-bed.ts'
import type { Suite } from '../suite.ts'
import { testStream } from '../test-stream.ts'

const oddNames: readonly string[] = [
  'with space',
  ' spaces around ',
  'with"quote',
  "with'apostrophe",
  'with`backtick',
  '[brackets]',
  'with.dot',
  'with-dash',
  'with/slash',
  'back\\slash',
  'semi;colon',
  '"; drop table people; --',
  "'; drop table people; --",
  '%s %I $1 ? :name @at',
  '{braces}',
  'line\nbreak',
  '1starts_with_a_digit',
  'select',
  'user',
  'order',
  'table',
  'null',
  'rowid',
  'oid',
  'constructor',
  '__proto__',
  'ünïcödé',
  'naïve',
  'nai\u0308ve',
  '日本語',
  '👩‍👩‍👧',
]

/** Some stores keep these for themselves, as names of columns. */
const oddTableNames: readonly string[] = [...oddNames, 'ctid', 'xmin']

/** Names are data: whatever they contain, they name exactly one table or column. */
export function identifiersGroup({ expect, group, test }: Suite): void {
  group('identifiers', () => {
    test('tables may have any name', async (bed) => {
      const streams = oddTableNames.map((name, index) =>
        testStream(`s${index}`, { key: { id: 'integer' }, columns: { value: 'text' }, table: name }),
      )
      await using run = await bed.open()
      await run.create(...streams)
      for (const stream of streams) await run.load(stream, [{ id: 1, value: stream.name }])
      expect(await bed.tableNames()).toEqual([...oddTableNames].sort())
      for (const stream of streams) expect(await bed.records(stream)).toEqual([{ id: 1, value: stream.name }])
    })

    test('columns may have any name, and are changed as well as inserted', async (bed) => {
      const columns = Object.fromEntries(oddNames.map((name) => [name, 'text'] as const))
      const stream = testStream('odd', { key: { id: 'integer' }, columns })
      for (const version of ['first', 'second']) {
        const cells = oddNames.map((name) => [name, `${version} ${name}`] as const)
        await bed.load(stream, [Object.fromEntries([['id', 1] as const, ...cells])])
        const row = new Map(Object.entries((await bed.rows('odd'))[0] ?? {}))
        expect(oddNames.map((name) => [name, row.get(name)])).toEqual(cells)
      }
    })

    test('keys may have any name', async (bed) => {
      for (const [index, name] of oddNames.entries()) {
        const stream = testStream(`s${index}`, {
          key: { [name]: 'integer' },
          columns: { value: 'text' },
          children: { lines: { columns: { text: 'text' } } },
        })
        const record = (value: string): object => ({ value, lines: [{ text: value }] })
        await bed.load(stream, [Object.assign(Object.fromEntries([[name, 1]]), record('one'))])
        await bed.load(stream, [Object.assign(Object.fromEntries([[name, 1]]), record('two'))])
        expect((await bed.rows(`s${index}`)).map((row) => row['value'])).toEqual(['two'])
        expect((await bed.rows(`s${index}_lines`)).map((row) => row['text'])).toEqual(['two'])
      }
    })

    test(
      'delta tables may have any name',
      async (bed) => {
        for (const [index, name] of oddNames.entries()) {
          const shape = { key: { id: 'integer' }, columns: { [`value ${name}`]: 'text' } } as const
          const stream = testStream(`s${index}`, { ...shape, delta: name })
          await bed.load(stream, [{ id: 1, [`value ${name}`]: 'one' }])
          const history = await bed.deltaRows(name)
          expect(history.map((row) => [row['id'], row[`value ${name}`], sequenceOf(row) > 0])).toEqual([
            [1, 'one', true],
          ])
        }
      },
      ['deltas'],
    )

    test(
      'a delta table cannot have the name of a table, nor a table that of a delta table: nothing is changed',
      async (bed) => {
        const watched = people.with({ delta: 'people_history' })
        await bed.load(watched, [{ id: 1, name: 'Ada' }])
        await bed.load(families, [{ id: 7, name: 'Byron', pets: [{ name: 'Boatswain' }] }])
        await using run = await bed.open()
        const before = await bed.snapshot(watched, families)
        const wanted = [
          people.with({ delta: 'people' }),
          people.with({ delta: 'families' }),
          people.with({ table: 'people_history', delta: 'people_history' }),
          families.with({ delta: 'families_pets' }),
          families.with({ delta: 'people' }),
          families.with({ delta: 'people_history' }),
          families.with({ table: 'people_history' }),
          orders.with({ delta: 'people' }),
          orders.with({ table: 'people_history' }),
        ]
        for (const stream of wanted) {
          expect(['table_owned', 'destination_failed']).toContain(await codeOf(run.change(stream)))
          expect(await bed.snapshot(watched, families)).toEqual(before)
        }
        await run.load(watched, [{ id: 1, name: 'Eve' }])
        expect((await bed.deltaRows('people_history')).map((row) => row['name'])).toEqual(['Ada', 'Eve'])
      },
      ['deltas'],
    )

    test('streams, partitions and pipelines may have any name', async (bed) => {
      for (const name of oddNames) {
        await using run = await bed.open({ pipeline: name, run: name })
        const stream = testStream(name, {
          key: { id: 'integer' },
          columns: { value: 'text' },
          hasPartitions: true,
          table: `table of ${name}`,
        })
        await run.create(stream)
        const partition = await run.begin(stream, name)
        await partition.stage({ id: 1, value: 'one' })
        await partition.publish({ savepoint: { [name]: name } })
        const [savepoint] = (await run.read(stream)).savepoints
        expect([savepoint?.stream, savepoint?.partition, savepoint?.value]).toEqual([name, name, { [name]: name }])
        expect(await bed.records(stream)).toEqual([{ id: 1, value: 'one' }])
      }
    })

    test('names of the greatest length stay apart, to their last character', async (bed) => {
      const { maxIdentifierLength } = bed.destination.capabilities
      const filled = ['a', 'é', '語'].map((letter) => fill(letter, maxIdentifierLength))
      const names = filled.flatMap((name) => [`${name}1`, `${name}2`])
      const columns = Object.fromEntries(names.map((name) => [name, 'text'] as const))
      const streams = names.map((name, index) =>
        testStream(`s${index}`, { key: { id: 'integer' }, columns, table: name }),
      )
      await using run = await bed.open()
      await run.create(...streams)
      expect(await bed.tableNames()).toEqual([...names].sort())
      const cells = Object.fromEntries(names.map((name) => [name, `value of ${name}`] as const))
      for (const stream of streams) {
        await run.load(stream, [{ id: 1, ...cells }])
        expect(await bed.records(stream)).toEqual([{ id: 1, ...cells }])
      }
    })

    test('names that differ in case only are two where the capabilities say so', async (bed) => {
      if (bed.destination.capabilities.identifierCase === 'insensitive') return
      const columns = { value: 'text', Value: 'text', VALUE: 'text' } as const
      const [lower, upper] = ['case', 'CASE'].map((table) =>
        testStream(table, { key: { id: 'integer' }, columns, table }),
      )
      if (lower === undefined || upper === undefined) return
      await bed.load(lower, [{ id: 1, value: 'a', Value: 'b', VALUE: 'c' }])
      await bed.load(upper, [{ id: 2, value: 'd', Value: 'e', VALUE: 'f' }])
      expect(await bed.records(lower)).toEqual([{ id: 1, value: 'a', Value: 'b', VALUE: 'c' }])
      expect(await bed.records(upper)).toEqual([{ id: 2, value: 'd', Value: 'e', VALUE: 'f' }])
    })
  })
}

/** A name that leaves room for exactly one more ASCII character. */
function fill(letter: string, limit: Capabilities['maxIdentifierLength']): string {
  const size = limit.unit === 'bytes' ? new TextEncoder().encode(letter).length : 1
  const count = Math.floor((limit.count - 1) / size)
  return 'x'.repeat(limit.count - 1 - count * size) + letter.repeat(count)
}
