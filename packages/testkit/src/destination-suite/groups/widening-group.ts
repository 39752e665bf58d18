import type { CellValue, ColumnType } from '@millrace/core/plugin'
import type { Suite } from '../suite.ts'
import { inTextOrder } from '../text-order.ts'
import { testStream } from '../test-stream.ts'
import type { TestStream } from '../test-stream.ts'

function measures(type: ColumnType): TestStream {
  return testStream('measures', {
    key: { id: 'integer' },
    columns: { value: type },
    children: { parts: { columns: { value: type } } },
  })
}

/** Columns widen in place, integer to float to decimal, only where no stored value changes. */
export function wideningGroup({ expect, group, test, isOn }: Suite): void {
  const rows: readonly [from: ColumnType, to: ColumnType, before: CellValue, after: CellValue, later: CellValue][] = [
    ['integer', 'float', 7, 7, 7.25],
    ['integer', 'decimal', 2n ** 63n - 1n, '9223372036854775807', '9223372036854775808'],
    ['float', 'decimal', 0.1, '0.1', '12345678901234567890.5'],
  ]

  group('widening', () => {
    for (const [from, to, before, after, later] of rows) {
      test(
        `${from} becomes ${to} in place: stored values stay, wider ones fit, also in child tables`,
        async (bed) => {
          const { types } = bed.destination.capabilities
          if (!types.includes(from) || !types.includes(to)) return
          await bed.load(measures(from), [{ id: 1, value: before, parts: [{ value: before }] }])
          await bed.load(measures(to), [{ id: 2, value: later, parts: [{ value: later }] }])
          expect(await bed.records(measures(to))).toEqual([
            { id: 1, value: after, parts: [{ value: after }] },
            { id: 2, value: later, parts: [{ value: later }] },
          ])
          const again = await bed.load(measures(to), [{ id: 1, value: after, parts: [{ value: after }] }])
          expect(again.unchanged).toBe(1)
        },
        ['widening'],
      )

      test(
        `the history of a table widens with it: ${from} to ${to}`,
        async (bed) => {
          const { types } = bed.destination.capabilities
          if (!types.includes(from) || !types.includes(to)) return
          await bed.load(measures(from).with({ delta: 'history' }), [{ id: 1, value: before }])
          await bed.load(measures(to).with({ delta: 'history' }), [{ id: 2, value: later }])
          const values = (await bed.deltaRows('history')).map((row) => [row['id'], row['value']])
          expect(values).toEqual([
            [1, after],
            [2, later],
          ])
        },
        ['widening', 'deltas'],
      )
    }

    const lossy: readonly [from: ColumnType, to: ColumnType, value: CellValue][] = [
      ['integer', 'float', 2n ** 53n + 1n],
      ['float', 'decimal', Number.NaN],
    ]
    for (const [from, to, value] of lossy) {
      test(`${from} to ${to} is refused where ${String(value)} is stored, and nothing is changed`, async (bed) => {
        const { types } = bed.destination.capabilities
        if (!types.includes(from) || !types.includes(to)) return
        await using run = await bed.open()
        await run.create(measures(from))
        const partition = await run.begin(measures(from))
        const { rejected } = await partition.stage({ id: 1, value })
        await partition.publish()
        if (rejected.length > 0) return
        const answer = await run.change(measures(to))
        expect(answer.type).toBe('refused')
        expect((await run.read(measures(from))).schema.version).toBe(1)
        expect(await bed.records(measures(from))).toEqual([{ id: 1, value }])
      })
    }

    if (isOn('widening')) return
    test('a widening is refused by table and column, and nothing is changed', async (bed) => {
      await bed.load(measures('integer'), [{ id: 1, value: 7 }])
      await using run = await bed.open()
      const answer = await run.change(measures('float'))
      const refused = answer.type === 'refused' ? answer.widenings.map(({ table, column }) => [table, column]) : []
      expect(inTextOrder(refused)).toEqual([
        ['measures', 'value'],
        ['measures_parts', 'value'],
      ])
      expect((await run.read(measures('integer'))).schema.version).toBe(1)
    })
  })
}
