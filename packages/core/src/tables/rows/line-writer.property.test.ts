import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseJson } from '../../kit/parse-json.ts'
import { createTableEngine } from '../create-table-engine.ts'
import type { TableOptions } from '../table-engine.ts'
import { scalar } from '../testing/arbitrary-records.ts'
import { flattenRecords, lineOf, rowsOf, tableOptions } from '../testing/flatten-records.ts'

/** Numbers as they may be spelled. */
const numberText = fc.oneof(
  fc.constantFrom('0', '-0', '1.0', '-0.0', '1e3', '1E+2', '2.5e-1', '9007199254740991', '9007199254740993', '1e400'),
  fc.constantFrom('12345678901234567890', '-9007199254740992', '0.1234567890123456789', '1700000000000000'),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
)

const leaf = fc.oneof(
  { weight: 3, arbitrary: numberText },
  {
    weight: 6,
    arbitrary: scalar.filter((value) => typeof value !== 'bigint').map((value) => JSON.stringify(value) ?? 'null'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('"\\u0061\\n\\ud83d\\ude00"', '"\\ud800"', '"é"', '"😀"', '[]', '{}', '[ ]', '{ }'),
  },
)

const space = fc.constantFrom('', '', '', ' ', '\t', '\r', '  ')

/** JSON with space, escapes and fields that come twice. */
const json = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 5, arbitrary: leaf },
    { weight: 2, arbitrary: tie('object') },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.array(tie('value'), { maxLength: 3 }), space)
        .map(([elements, gap]) => `[${elements.join(`${gap},`)}]`),
    },
  ),
  object: fc
    .tuple(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'tags', 'é', 'a"b', '__proto__', '1'), tie('value'), space), {
        maxLength: 4,
      }),
      space,
    )
    .map(
      ([fields, gap]) =>
        `{${gap}${fields.map(([key, value, inner]) => `${JSON.stringify(key)}${inner}:${inner}${value}`).join(',')}${gap}}`,
    ),
}))

/** Records as texts: each shape several times, so that most fields are known when they come. */
const texts = fc
  .tuple(
    fc.array(json.object, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.nat(), json.value), { minLength: 1, maxLength: 8 }),
  )
  .map(([shapes, picks]) =>
    picks.map(([pick, extra], index) => {
      const fields = (shapes[pick % shapes.length] ?? '{}').trim().slice(1, -1).trim()
      return `{"id":${index}${fields === '' ? '' : `,${fields}`}${pick % 3 === 0 ? `,"more":${extra}` : ''}}`
    }),
  )

const options: fc.Arbitrary<Partial<TableOptions>> = fc.constantFrom<Partial<TableOptions>>(
  {},
  { primaryKey: [] },
  { cursor: 'a' },
  { cursor: 'a.b', scopeColumns: ['b'] },
  { json: ['a', 'tags'] },
  { maxDepth: 1 },
  { drift: 'discardValue' },
  { drift: 'discardRecord' },
  { columns: { a: 'text', b: 'integer', 'tags.a': 'timestamp' } },
  { tables: { tags: { elementKey: 'a' } } },
  { tables: { tags: { unordered: true } } },
  { maxNesting: 2 },
  { hasPartitions: true },
)

describe('records that are read from their lines', () => {
  test('become the same rows, columns, problems and warnings as those that are parsed first', () => {
    fc.assert(
      fc.property(texts, options, fc.nat({ max: 4 }), fc.constantFrom(1, 3, 100), (lines, given, window, batchSize) => {
        const parsed = lines.map(parseOrNothing)
        const kept = lines.filter((_, index) => parsed[index] !== undefined)
        const records = parsed.filter((record) => record !== undefined)
        fc.pre(records.length > 0)
        const settings = { window: Math.max(1, window), batchSize }
        const byObjects = flattenRecords(records, given, settings)
        const byLines = flattenRecords(records, given, { ...settings, lines: kept.map(lineOf) })
        expect(byLines.rows).toEqual(byObjects.rows)
        expect(byLines.schema).toEqual(byObjects.schema)
        expect(byLines.problems).toEqual(byObjects.problems)
        expect(byLines.discarded).toEqual(byObjects.discarded)
        expect(byLines.warnings).toEqual(byObjects.warnings)
      }),
      { numRuns: Number(process.env['MILLRACE_RUNS'] ?? 400) },
    )
  })

  test('are left to the parser wherever they are not JSON', () => {
    fc.assert(
      fc.property(texts, fc.array(damage, { minLength: 1, maxLength: 3 }), (lines, damages) => {
        const records = lines.map(parseOrNothing).filter((record) => record !== undefined)
        fc.pre(records.length > 0)
        const { schema } = flattenRecords(records)
        const damaged = lines.map((line) => damages.reduce((text, harm) => harm(text), line))
        const engine = createTableEngine(tableOptions(), { ...schema, version: 1 })
        for (const [ordinal, line] of damaged.entries()) {
          const batch = engine.startBatch({ partition: '', runNumber: 1 })
          const identity = batch.addLine(lineOf(line), ordinal)
          if (identity === undefined) {
            expect(batch.records).toBe(0)
            continue
          }
          // Bytes hold no half characters.
          const record = parseOrNothing(line.toWellFormed())
          if (record === undefined) throw new Error(`this was taken for JSON: ${line}`)
          const other = engine.startBatch({ partition: '', runNumber: 1 })
          expect(other.add(record, ordinal, undefined)).toBeUndefined()
          expect(rowsOf(batch.build())).toEqual(rowsOf(other.build()))
        }
      }),
      { numRuns: Number(process.env['MILLRACE_RUNS'] ?? 400) },
    )
  })

  test('take the short way where they are plain, whatever escapes, space and other letters they have', () => {
    const text =
      '{ "id" : 7, "name":"Zo\\u00eb 😀 \\"x\\"", "at":"2024-01-01T10:00:00Z", "tags":[{"a":1},{"a":2.5e0}], "b": null }'
    const { schema } = flattenRecords([JSON.parse(text) as Record<string, unknown>, { id: 1, tags: [{ a: 1.5 }] }])
    const engine = createTableEngine(tableOptions(), { ...schema, version: 1 })
    const batch = engine.startBatch({ partition: '', runNumber: 1 })
    expect(batch.addLine(lineOf(text), 0)).toMatchObject({ key: [7], keyText: '7' })
    expect(rowsOf(batch.build())).toEqual({
      '': [{ id: 7, name: 'Zoë 😀 "x"', at: '2024-01-01T10:00:00Z' }],
      tags: [
        { user_id: 7, _index: 0, a: 1 },
        { user_id: 7, _index: 1, a: 2.5 },
      ],
    })
  })

  test.each([
    '{"id":1,"name":"a","name":"b"}',
    '{"id":1,"name":"a\tb"}',
    '{"id":1,"name":"a}',
    '{"id":1,"name":"a\\"}',
    '{"id":01}',
    '{"id":1.}',
    '{"id":.5}',
    '{"id":1e}',
    '{"id":+1}',
    '{"id":1,}',
    '{"id":1}}',
    '{"id":1} x',
    '{"id":1\u00A0}',
    '{"id":tru}',
    '{"name":nul}',
    '{"id":1 "name":"a"}',
    '[{"id":1}]',
    '"id"',
    '',
    '{',
    '{"id":9007199254740993}',
  ])('leave %s to the parser', (text) => {
    const { schema } = flattenRecords([{ id: 1, name: 'a' }])
    const batch = createTableEngine(tableOptions(), { ...schema, version: 1 }).startBatch({
      partition: '',
      runNumber: 1,
    })
    expect(batch.addLine(lineOf(text), 0)).toBeUndefined()
    expect(batch.build()).toEqual([])
  })

  test('are left to the parser where their bytes are not UTF-8', () => {
    const { schema } = flattenRecords([{ id: 1, name: 'a' }])
    const batch = createTableEngine(tableOptions(), { ...schema, version: 1 }).startBatch({
      partition: '',
      runNumber: 1,
    })
    const bytes = Buffer.concat([Buffer.from('{"id":1,"name":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}\n')])
    expect(batch.addLine({ bytes, start: 0, end: bytes.length - 1 }, 0)).toBeUndefined()
  })

  test('are taken from the middle of many bytes, and never beyond their line', () => {
    const { schema } = flattenRecords([{ id: 1, name: 'a' }])
    const batch = createTableEngine(tableOptions(), { ...schema, version: 1 }).startBatch({
      partition: '',
      runNumber: 1,
    })
    const before = '{"id":1,"name":"\\"}\n'
    const bytes = Buffer.from(`${before}{"id":2,"name":"b"}\n","x":1}\n`)
    expect(batch.addLine({ bytes, start: 0, end: before.length - 1 }, 0)).toBeUndefined()
    const start = before.length
    expect(batch.addLine({ bytes, start, end: bytes.indexOf(10, start) }, 1)).toMatchObject({ key: [2] })
  })
})

const damage = fc
  .tuple(
    fc.nat({ max: 200 }),
    fc.constantFrom('delete', 'double', '"', '\\', ',', '}', ']', '0', 'e', ' ', '\u0001', '-'),
  )
  .map(([place, what]) => (text: string): string => {
    const at = place % (text.length + 1)
    if (what === 'delete') return text.slice(0, at) + text.slice(at + 1)
    return text.slice(0, at) + (what === 'double' ? text.slice(at, at + 1) : what) + text.slice(at)
  })

function parseOrNothing(text: string): Record<string, unknown> | undefined {
  try {
    const value = parseJson(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined
  } catch {
    return undefined
  }
}
