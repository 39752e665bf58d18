import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { filteredOut, gone } from '../key-operation.ts'
import { countsOf, orders } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { testStream } from '../test-stream.ts'

/** Pairs, lower one first, that a comparison as text, as a float or by code unit would confuse. */
const pairs: readonly [type: ColumnType, lower: CellValue, higher: CellValue][] = [
  ['integer', 9, 10],
  ['integer', -10, -9],
  ['integer', 2n ** 53n, 2n ** 53n + 1n],
  ['float', 9.5, 10],
  ['decimal', '9', '10'],
  ['decimal', '18446744073709551616', '18446744073709551617'],
  ['decimal', '1.25', '1.5'],
  ['timestamp', '2026-01-01T00:00:00Z', '2026-01-01T00:00:00.5Z'],
  ['timestamp', '2026-01-01T00:00:00.1Z', '2026-01-01T00:00:00.100001Z'],
  ['timestamp', '0999-01-01T00:00:00Z', '2026-01-01T00:00:00Z'],
  ['date', '2025-12-31', '2026-01-01'],
  ['text', 'a', 'b'],
  // By code point; the code units of JavaScript come in the other order.
  ['text', '\uffff', '\u{1f600}'],
]

/** By key the higher cursor wins; on a tie the later read. */
export function cursorGroup({ expect, group, test }: Suite): void {
  group('cursor', () => {
    for (const [type, lower, higher] of pairs) {
      test(`${type}: ${inAscii(higher)} is higher than ${inAscii(lower)}, staged or stored`, async (bed) => {
        if (!bed.destination.capabilities.types.includes(type)) return
        const stream = testStream('versions', {
          key: { id: 'integer' },
          columns: { at: type, state: 'text' },
          cursor: 'at',
        })
        const old = { at: lower, state: 'old' }
        const young = { at: higher, state: 'young' }
        const staged = await bed.load(stream, [
          { id: 1, ...young },
          { id: 1, ...old },
        ])
        expect(countsOf(staged)).toEqual({ inserted: 1, superseded: 1 })
        const stored = await bed.load(stream, [
          { id: 1, ...old },
          { id: 2, ...old },
        ])
        expect(countsOf(stored)).toEqual({ inserted: 1, superseded: 1 })
        const risen = await bed.load(stream, [{ id: 2, ...young }])
        expect(countsOf(risen)).toEqual({ updated: 1 })
        expect(await bed.records(stream)).toEqual([
          { id: 1, ...young },
          { id: 2, ...young },
        ])
      })
    }

    test('on a tie the later read wins, staged or stored', async (bed) => {
      await bed.load(orders, [
        { id: 1, version: 5, state: 'first' },
        { id: 1, version: 5, state: 'second' },
      ])
      expect(await bed.records(orders)).toEqual([{ id: 1, version: 5, state: 'second' }])
      expect(countsOf(await bed.load(orders, [{ id: 1, version: 5, state: 'third' }]))).toEqual({ updated: 1 })
      expect(await bed.records(orders)).toEqual([{ id: 1, version: 5, state: 'third' }])
    })

    test('of many staged the highest wins, in whatever batch it came', async (bed) => {
      await using run = await bed.open()
      await run.create(orders)
      const partition = await run.begin(orders)
      await partition.stage({ id: 1, version: 2, state: 'two' }, { id: 1, version: 7, state: 'seven' })
      await partition.stage({ id: 1, version: 7, state: 'seven again' }, { id: 1, version: 6, state: 'six' })
      await partition.stage({ id: 1, version: 1, state: 'one' })
      expect(countsOf(await partition.publish())).toEqual({ inserted: 1, superseded: 4 })
      expect(await bed.records(orders)).toEqual([{ id: 1, version: 7, state: 'seven again' }])
    })

    test('where the source is right a lower cursor wins against the stored one', async (bed) => {
      await bed.load(orders, [{ id: 1, version: 9, state: 'nine' }])
      const outcome = await bed.load(orders, [{ id: 1, version: 3, state: 'three' }], { comparesCursor: false })
      expect(countsOf(outcome)).toEqual({ updated: 1 })
      expect(await bed.records(orders)).toEqual([{ id: 1, version: 3, state: 'three' }])
    })

    test('children of a record that lost are not stored', async (bed) => {
      const stream = orders.with({ children: { lines: { columns: { text: 'text' } } } })
      await bed.load(stream, [{ id: 1, version: 9, lines: [{ text: 'nine' }] }])
      await bed.load(stream, [{ id: 1, version: 3, lines: [{ text: 'three' }, { text: 'three' }] }])
      expect(await bed.records(stream)).toEqual([{ id: 1, version: 9, lines: [{ text: 'nine' }] }])
    })

    test('a filtered record competes like any other', async (bed) => {
      await bed.load(orders, [
        { id: 1, version: 5, state: 'five' },
        { id: 2, version: 5, state: 'five' },
      ])
      const outcome = await bed.load(orders, [
        filteredOut({ id: 1, version: 4 }),
        filteredOut({ id: 2, version: 6 }),
        { id: 3, version: 8, state: 'eight' },
        filteredOut({ id: 3, version: 7 }),
      ])
      expect(await bed.records(orders)).toEqual([
        { id: 1, version: 5, state: 'five' },
        { id: 3, version: 8, state: 'eight' },
      ])
      expect([outcome.inserted, outcome.deleted]).toEqual([1, 1])
    })

    test('a deletion by the source does not ask for the cursor', async (bed) => {
      await bed.load(orders, [{ id: 1, version: 5, state: 'five' }])
      const outcome = await bed.load(orders, [{ id: 1, version: 99, state: 'late' }, gone({ id: 1 })])
      expect(countsOf(outcome)).toEqual({ superseded: 1, deletedBySource: 1, deleted: 1 })
      expect(await bed.records(orders)).toEqual([])
    })
  })
}

function inAscii(cell: CellValue): string {
  return String(cell).replaceAll(/[^ -~]/gu, (character) => `U+${character.codePointAt(0)?.toString(16).toUpperCase()}`)
}
