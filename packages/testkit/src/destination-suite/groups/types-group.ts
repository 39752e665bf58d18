import { columnTypes } from '@millrace/core/plugin'
import type { CellValue, ColumnType } from '@millrace/core/plugin'
import { cellSamples, comparableCell } from '../cell-samples.ts'
import { countsOf } from '../samples.ts'
import type { Suite } from '../suite.ts'
import type { TestBed } from '../test-bed.ts'
import { testStream } from '../test-stream.ts'
import type { TestStream } from '../test-stream.ts'

/** Every value comes back exactly, or is rejected by name; its neighbours load either way. */
export function typesGroup({ expect, group, test }: Suite): void {
  group('types', () => {
    for (const type of columnTypes) {
      test(`${type}: each value is stored exactly, or rejected with path and code`, async (bed) => {
        if (!holds(bed, type)) return
        const samples = cellSamples[type]
        await using run = await bed.open()
        const stream = cells(type)
        await run.create(stream)
        const partition = await run.begin(stream)
        const first = partition.nextOrdinal
        const { rejected } = await partition.stage(...samples.map(({ value }, id) => ({ id, value })))
        await partition.publish()

        const rejectedIds = new Set(rejected.map(({ ordinal }) => ordinal - first))
        expect(rejected.filter(({ path, code }) => path !== 'value' || code === '')).toEqual([])
        const wrongly = samples.filter(({ mayReject }, id) => rejectedIds.has(id) && mayReject !== true)
        expect(wrongly.map(({ value }) => value)).toEqual([])
        const wanted = samples.map(({ value }, id) => [id, comparableCell(type, value)])
        expect(await stored(bed, type)).toEqual(wanted.filter((_, id) => !rejectedIds.has(id)))
      })

      test(`${type}: the same values again are unchanged, others are a change`, async (bed) => {
        if (!holds(bed, type)) return
        const values = await accepted(bed, type)
        const same = await bed.load(cells(type), entries(values))
        expect(countsOf(same)).toEqual({ unchanged: values.length })
        const rotated = [...values.slice(1), ...values.slice(0, 1)]
        const other = await bed.load(cells(type), entries(rotated))
        expect(countsOf(other)).toEqual({ updated: values.length })
        expect(await stored(bed, type)).toEqual(rotated.map((value, id) => [id, comparableCell(type, value)]))
      })

      test(`${type}: NULL is neither the empty value nor missing`, async (bed) => {
        if (!holds(bed, type)) return
        const { value } = cellSamples[type][0]
        await bed.load(cells(type), entries([value, null]))
        expect(await stored(bed, type)).toEqual([
          [0, comparableCell(type, value)],
          [1, null],
        ])
        const outcome = await bed.load(cells(type), entries([null, value]))
        expect(countsOf(outcome)).toEqual({ updated: 2 })
      })
    }

    test('float: -0 is stored as 0', async (bed) => {
      await bed.load(cells('float'), entries([-0]))
      expect(await stored(bed, 'float')).toEqual([[0, 0]])
    })

    test('a value that cannot be held takes its whole record along, children included, and no other', async (bed) => {
      const stream = testStream('notes', {
        key: { id: 'integer' },
        columns: { text: 'text' },
        children: { lines: { columns: { text: 'text' } } },
      })
      await using run = await bed.open()
      await run.create(stream)
      const partition = await run.begin(stream)
      const bad = { id: 2, text: 'two', lines: [{ text: 'good' }, { text: 'nul \u0000 inside' }] }
      const { rejected } = await partition.stage({ id: 1, text: 'one' }, bad, { id: 3, text: 'three' })
      await partition.publish()
      const loaded = [{ id: 1, text: 'one' }, ...(rejected.length === 0 ? [bad] : []), { id: 3, text: 'three' }]
      expect(await bed.records(stream)).toEqual(loaded)
      expect(rejected.length).toBeLessThanOrEqual(1)
      for (const { ordinal, path } of rejected) {
        expect(ordinal).toBe(partition.nextOrdinal - 2)
        expect(path).toMatch(/^lines.*text$/)
      }
    })
  })
}

function cells(type: ColumnType): TestStream {
  return testStream('cells', { key: { id: 'integer' }, columns: { value: type } })
}

function entries(values: readonly CellValue[]): readonly { readonly id: number; readonly value: CellValue }[] {
  return values.map((value, id) => ({ id, value }))
}

function holds(bed: TestBed, type: ColumnType): boolean {
  return bed.destination.capabilities.types.includes(type)
}

/** The samples of a type that the destination takes, stored from id 0 on. */
async function accepted(bed: TestBed, type: ColumnType): Promise<readonly CellValue[]> {
  await using run = await bed.open()
  await run.create(cells(type))
  const partition = await run.begin(cells(type))
  const first = partition.nextOrdinal
  const values = cellSamples[type].map(({ value }) => value)
  const { rejected } = await partition.stage(...entries(values))
  const refused = new Set(rejected.map(({ ordinal }) => ordinal - first))
  const held = values.filter((_, id) => !refused.has(id))
  await run.load(cells(type), entries(held))
  return held
}

async function stored(bed: TestBed, type: ColumnType): Promise<readonly (readonly unknown[])[]> {
  const rows = await bed.rows('cells')
  return rows
    .map((row) => [Number(row['id']), comparableCell(type, row['value'])] as const)
    .sort(([left], [right]) => left - right)
}
