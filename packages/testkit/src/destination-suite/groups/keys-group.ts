import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { gone } from '../key-operation.ts'
import { countsOf } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { testStream } from '../test-stream.ts'

/** Values that a careless comparison takes for each other. */
const keysByType: Readonly<Partial<Record<ColumnType, readonly CellValue[]>>> = {
  boolean: [false, true],
  integer: [0, 1, -1, 2, 10, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)],
  decimal: ['1', '10', '1.5', '-1', '18446744073709551616', '18446744073709551617'],
  text: [
    '',
    ' ',
    'a',
    'A',
    'a ',
    ' a',
    'á',
    'a\u0301',
    'ß',
    'ss',
    'I',
    'i',
    'İ',
    'ı',
    '1',
    '01',
    '👩‍👩‍👧',
    '👩',
    '10',
    '9',
  ],
  timestamp: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00.000001Z', '2026-01-01T00:00:00.1Z', '0001-01-01T00:00:00Z'],
  date: ['2026-01-01', '2025-12-31', '0001-01-01', '9999-12-31'],
  time: ['00:00:00', '00:00:00.000001', '23:59:59.999999'],
}

/** A row is found by its key, whatever the key is made of. */
export function keysGroup({ expect, group, test }: Suite): void {
  group('keys', () => {
    for (const [type, keys] of Object.entries(keysByType)) {
      test(`${type}: each key names one row, and finds it again`, async (bed) => {
        if (!bed.destination.capabilities.types.some((held) => held === type)) return
        const stream = testStream('keyed', {
          key: { id: type as ColumnType },
          columns: { text: 'text' },
          children: { lines: { columns: { text: 'text' } } },
        })
        const entries = (version: string): { id: CellValue; text: string; lines: { text: string }[] }[] =>
          keys.map((id, index) => ({ id, text: `${version} ${index}`, lines: [{ text: `${version} ${index}` }] }))
        expect(countsOf(await bed.load(stream, entries('one')))).toEqual({ inserted: keys.length })
        expect(countsOf(await bed.load(stream, entries('one')))).toEqual({ unchanged: keys.length })
        expect(countsOf(await bed.load(stream, entries('two')))).toEqual({ updated: keys.length })
        const stored = new Map((await bed.records(stream)).map((record) => [record['id'], record]))
        expect(keys.map((id) => stored.get(id))).toEqual(entries('two'))
        const half = keys.slice(1).map((id) => gone({ id }))
        expect(countsOf(await bed.load(stream, half))).toEqual({
          deletedBySource: keys.length - 1,
          deleted: keys.length - 1,
        })
        expect(await bed.records(stream)).toEqual(entries('two').slice(0, 1))
      })
    }

    test('a key of several columns is all of them', async (bed) => {
      const stream = testStream('members', {
        key: { group: 'text', person: 'integer' },
        columns: { role: 'text' },
        children: { notes: { columns: { text: 'text' } } },
      })
      const record = (
        group: string,
        person: number,
        role: string,
      ): { [name: string]: CellValue | { text: string }[] } => ({
        group,
        person,
        role,
        notes: [{ text: role }],
      })
      await bed.load(stream, [
        record('a', 1, 'one'),
        record('a', 2, 'two'),
        record('b', 1, 'three'),
        record('a1', 1, 'four'),
      ])
      const outcome = await bed.load(stream, [record('a', 2, 'changed'), gone({ group: 'b', person: 1 })])
      expect(countsOf(outcome)).toEqual({ updated: 1, deletedBySource: 1, deleted: 1 })
      expect(await bed.records(stream)).toEqual([
        record('a', 1, 'one'),
        record('a', 2, 'changed'),
        record('a1', 1, 'four'),
      ])
    })
  })
}
