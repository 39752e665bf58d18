import { gone } from '../key-operation.ts'
import { countsOf } from '../samples.ts'
import type { Suite } from '../suite.ts'
import { testStream } from '../test-stream.ts'

/** What a destination may call things of its own in the middle of a statement. */
const words =
  `action operation operations ordinal order sequence position partition attempt deleted gone_at upserts superseded winner
  winners change changes change_type is_same rank source target stored staged live last before rows groups excluded old new
  rowid rn n s t d c w g k`.split(/\s+/)

/** Columns that are called like something inside of a destination's own statements. */
export function ownWordsGroup({ expect, group, test }: Suite): void {
  group('own words', () => {
    for (const word of words) {
      test(`a column called ${word} is a key, a cursor, a value, or the key of elements`, async (bed) => {
        const columns = { [word]: 'text', note: 'text' } as const
        const items = { columns, elementKey: [word] }
        const byKey = testStream('by_key', {
          key: { [word]: 'integer' },
          columns: { note: 'text' },
          children: { items },
        })
        const byCursor = testStream('by_cursor', {
          key: { id: 'integer' },
          columns: { [word]: 'integer' },
          cursor: word,
        })
        await using run = await bed.open()
        await run.create(byKey)
        await run.create(byCursor)
        await run.load(byKey, [
          { [word]: 1, note: 'old', items: [{ [word]: 'a', note: 'old' }] },
          { [word]: 2, note: 'old' },
          { [word]: 3, note: 'old' },
        ])
        const outcome = await run.load(byKey, [
          { [word]: 1, note: 'lost', items: [{ [word]: 'lost' }] },
          { [word]: 1, note: 'new', items: [{ [word]: 'a', note: 'new' }, { [word]: 'b' }] },
          { [word]: 2, note: 'old' },
          gone({ [word]: 3 }),
        ])
        expect(countsOf(outcome)).toEqual({ updated: 1, unchanged: 1, superseded: 1, deletedBySource: 1, deleted: 1 })
        expect(await bed.records(byKey)).toEqual([
          { [word]: 1, note: 'new', items: [{ [word]: 'a', note: 'new' }, { [word]: 'b' }] },
          { [word]: 2, note: 'old' },
        ])
        await run.load(byCursor, [
          { id: 1, [word]: 5 },
          { id: 2, [word]: 5 },
        ])
        await run.load(byCursor, [
          { id: 1, [word]: 4 },
          { id: 2, [word]: 6 },
          { id: 2, [word]: 5 },
        ])
        expect(await bed.records(byCursor)).toEqual([
          { id: 1, [word]: 5 },
          { id: 2, [word]: 6 },
        ])
      })
    }
  })
}
