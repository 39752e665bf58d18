import { codeOf } from '../rejection.ts'
import { families, people } from '../samples.ts'
import type { Suite } from '../suite.ts'
import type { TestRecord } from '../table-batches.ts'
import { inTextOrder } from '../text-order.ts'

const wider = people.with({ columns: { name: 'text', age: 'integer', city: 'text' } })

/** Tables come to stand as they were asked for, by compare-and-set, without losing a row. */
export function schemaGroup({ expect, group, test }: Suite): void {
  group('schema', () => {
    test('tables are made, and the schema is given back as it was asked for', async (bed) => {
      await using run = await bed.open()
      const answer = await run.change(families, { definition: { naming: 'lower', json: ['a.b'] } })
      const wanted = { ...families.schema, version: 1 }
      expect(answer).toEqual({ type: 'changed', schema: wanted })
      const state = await run.read(families)
      expect(state.schema).toEqual(wanted)
      expect(state.definition).toEqual({ naming: 'lower', json: ['a.b'] })
      expect(await bed.tableNames()).toEqual(['families', 'families_pets', 'families_pets_toys'])
      expect(await bed.rows('families')).toEqual([])
    })

    test('a table may have as many columns as the capabilities say', async (bed) => {
      const { maxColumns } = bed.destination.capabilities
      const added = (people.schema.tables[0]?.columns.length ?? 0) - Object.keys(people.shape.columns).length
      // Where there is no limit to speak of, two thousand will do.
      const names = Array.from({ length: Math.min(maxColumns, 2000) - added }, (_, index) => `c${index}`)
      const wide = people.with({ columns: Object.fromEntries(names.map((name) => [name, 'text'] as const)) })
      const record = (text: string): TestRecord => ({ id: 1, ...Object.fromEntries(names.map((name) => [name, text])) })
      await bed.load(wide, [record('a')])
      await bed.load(wide, [record('b')])
      expect(await bed.records(wide)).toEqual([record('b')])
    })

    test('a new column is NULL in the rows that stand', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada', age: 36 }])
      await bed.load(wider, [{ id: 2, name: 'Bob', age: 40, city: 'Rome' }])
      expect(inTextOrder((await bed.rows('people')).map((row) => [row['id'], row['city']]))).toEqual([
        [1, null],
        [2, 'Rome'],
      ])
    })

    test('a new child table comes to stand beside the rows of its parents', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      const withPhones = people.with({ children: { phones: { columns: { number: 'text' } } } })
      await bed.load(withPhones, [{ id: 2, name: 'Bob', phones: [{ number: '1' }] }])
      expect(await bed.records(withPhones)).toEqual([
        { id: 1, name: 'Ada' },
        { id: 2, name: 'Bob', phones: [{ number: '1' }] },
      ])
    })

    test('the version counts changes, and survives the session', async (bed) => {
      await bed.load(people, [])
      await bed.load(wider, [])
      await using run = await bed.open()
      expect((await run.read(people)).schema).toEqual({ ...wider.schema, version: 2 })
    })

    test('a change from a version that does not stand any more changes nothing', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const before = await bed.snapshot(people)
      const answer = await run.change(wider, { expectedVersion: 0 })
      expect(answer).toEqual({ type: 'conflict', schema: { ...people.schema, version: 1 } })
      expect(await bed.snapshot(people)).toEqual(before)
    })

    test('of two changes from one version exactly one is made', async (bed) => {
      await using run = await bed.open()
      await run.create(people)
      const other = people.with({ columns: { name: 'text', age: 'integer', email: 'text' } })
      const answers = await Promise.all([
        run.change(wider, { expectedVersion: 1 }),
        run.change(other, { expectedVersion: 1 }),
      ])
      expect(answers.map(({ type }) => type).sort()).toEqual(['changed', 'conflict'])
      const stands = (await run.read(people)).schema
      for (const answer of answers) expect(answer.type !== 'refused' && answer.schema).toEqual(stands)
    })

    test('a rename keeps rows, children and what is written later together', async (bed) => {
      await bed.load(families, [{ id: 1, name: 'Byron', pets: [{ name: 'Boatswain' }] }])
      const renamed = families.with({
        table: 'households',
        children: { pets: { ...families.shape.children?.['pets'], columns: { name: 'text' }, table: 'animals' } },
      })
      const outcome = await bed.load(renamed, [{ id: 1, name: 'Byron', pets: [{ name: 'Lyon' }] }])
      expect(outcome.updated).toBe(1)
      expect(await bed.records(renamed)).toEqual([{ id: 1, name: 'Byron', pets: [{ name: 'Lyon' }] }])
      expect(await bed.tableNames()).toEqual(['animals', 'animals_toys', 'households'])
    })

    test('a name that a rename has left is free again', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await bed.load(people.with({ table: 'persons' }), [])
      await bed.load(families.with({ table: 'people' }), [{ id: 7, name: 'Byron' }])
      expect(await bed.tableNames()).toEqual(['people', 'people_pets', 'people_pets_toys', 'persons'])
      expect(await bed.records(people.with({ table: 'persons' }))).toEqual([{ id: 1, name: 'Ada' }])
    })

    test('a table of another stream or pipeline is refused, and nothing is changed', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      const thief = families.with({ children: { pets: { columns: { name: 'text' }, table: 'people' } } })
      for (const pipeline of ['shop', 'library']) {
        await using run = await bed.open({ pipeline })
        expect(await codeOf(run.change(thief))).toBe('table_owned')
        expect((await run.read(thief)).schema.version).toBe(0)
        expect(await bed.tableNames()).toEqual(['people'])
      }
      expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada' }])
    })

    test('a rename onto a table of another stream is refused, and nothing is changed', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await bed.load(families, [{ id: 7, name: 'Byron' }])
      const before = await bed.snapshot(people, families)
      {
        await using run = await bed.open()
        expect(await codeOf(run.change(families.with({ table: 'people' })))).toBe('table_owned')
      }
      const { rows } = await bed.snapshot(people, families)
      expect(rows).toEqual(before.rows)
    })

    test(
      'a table that Millrace does not know is refused, and taken over where that is asked for',
      async (bed) => {
        await bed.createForeignTable('people')
        await using run = await bed.open()
        expect(await codeOf(run.change(people))).toBe('table_owned')
        expect((await run.read(people)).schema.version).toBe(0)
        const answer = await run.change(people, { takeOver: true })
        expect(answer.type).toBe('changed')
        await run.load(people, [{ id: 1, name: 'Ada', age: 36 }])
        expect(await bed.records(people)).toEqual([{ id: 1, name: 'Ada', age: 36 }])
      },
      ['foreignTables'],
    )

    test(
      'a foreign table of another name stays as it is',
      async (bed) => {
        await bed.createForeignTable('notes')
        await bed.load(people, [{ id: 1, name: 'Ada' }])
        expect(await bed.rows('notes')).toEqual([])
        expect(await bed.tableNames()).toEqual(['notes', 'people'])
      },
      ['foreignTables'],
    )

    test('a table of another pipeline is taken over where that is asked for', async (bed) => {
      await bed.load(people, [{ id: 1, name: 'Ada' }])
      await using run = await bed.open({ pipeline: 'library' })
      const answer = await run.change(people, { takeOver: true })
      expect(answer.type).toBe('changed')
      await run.load(people, [{ id: 2, name: 'Bob' }])
      expect((await bed.records(people)).filter(({ id }) => id === 2)).toEqual([{ id: 2, name: 'Bob' }])
    })
  })
}
