import { describe, expect, test } from 'vitest'
import { selectRecords } from './select-records.ts'
import type { SelectOptions } from './select-records.ts'
import type { JsonValue } from '../../contract/json.ts'

describe('records', () => {
  test.each<readonly [name: string, body: JsonValue, options: SelectOptions, records: readonly JsonValue[]]>([
    ['the body', [1], {}, [1]],
    ['the only array of the body', { total: 1, items: [1] }, {}, [1]],
    ['a path', { data: { items: [1] }, included: [2] }, { select: 'data.items' }, [1]],
    ['a path through an array', { groups: [{ rows: [1] }, { rows: [2, 3] }] }, { select: 'groups.rows' }, [1, 2, 3]],
    ['a path through an array, written out', { groups: [{ rows: [1] }] }, { select: 'groups.[].rows' }, [1]],
    ['an array of arrays', { rows: [[1], [2]] }, { select: 'rows.[]' }, [1, 2]],
    ['a name with a dot', { 'a.b': [1] }, { select: 'a\\.b' }, [1]],
    ['null is nothing', { items: null }, { select: 'items' }, []],
    ['no body is nothing', null, { select: 'items' }, []],
    ['what may be left out', { total: 0 }, { select: 'items', isSelectOptional: true }, []],
    ['what may be left out at the top', { total: 0 }, { isSelectOptional: true }, []],
    [
      'a function',
      { a: { id: 1 }, b: { id: 2 } },
      { select: (body) => Object.values(body ?? {}) },
      [{ id: 1 }, { id: 2 }],
    ],
  ])('%s', (_name, body, options, records) => {
    expect(selectRecords(body, options, 'GET /items')).toEqual(records)
  })
})

describe('no records', () => {
  test.each<readonly [name: string, body: JsonValue, options: SelectOptions, message: string]>([
    [
      'it is missing',
      { data: {} },
      { select: 'data.items' },
      "select 'data.items' found no array in the answer of GET /items: it has data (an object without keys)",
    ],
    [
      'missing in one of several',
      { groups: [{ rows: [] }, {}] },
      { select: 'groups.rows' },
      "select 'groups.rows' found no array in the answer of GET /items: it has groups (an array)",
    ],
    [
      'it is something else',
      { items: { id: 1 } },
      { select: 'items', isSelectOptional: true },
      "select 'items' found no array in the answer of GET /items: it has items (an object with id)",
    ],
    [
      'there are two',
      { a: [], b: [1] },
      {},
      'there are 2 arrays at the top of the answer of GET /items: it has a (an empty array), b (an array); name its path by `select`',
    ],
    [
      'there is none',
      'hello',
      {},
      'there is no array at the top of the answer of GET /items: it has a string; name its path by `select`',
    ],
    [
      'a function that gives none',
      {},
      { select: () => JSON.parse('{}') },
      'the function `select` of GET /items must return an array',
    ],
  ])('%s', (_name, body, options, message) => {
    expect(() => selectRecords(body, options, 'GET /items')).toThrow(
      expect.objectContaining({ code: 'rest_no_records', message }),
    )
  })

  test('only some of many keys are named', () => {
    const body = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key${index}`, index]))
    expect(() => selectRecords(body, {}, 'GET /items')).toThrow(/key11 \(a number\), 38 more; name/)
  })
})
