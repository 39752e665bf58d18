import { describe, expect, test } from 'vitest'
import { destinationSuite } from '../src/destination-suite/destination-suite.ts'
import type { DestinationToggles } from '../src/destination-suite/suite-options.ts'
import type { SuiteRunner } from '../src/suite-runner-types.ts'
import { collectSuite } from '../src/suite-runner.ts'
import type { SuiteResult } from '../src/suite-runner.ts'
import { withSessions } from './destination-mutants/mutant.ts'
import { memoryOptions } from './memory-under-test.ts'
import type { MemoryParts } from './memory-under-test.ts'

describe('the destination suite', () => {
  test('leaves out what is switched off, and shows the reason where the runner can skip', async () => {
    const toggles: DestinationToggles = { clock: { off: 'time does not move' } }
    const skipped: string[] = []
    const results = await collectSuite((runner) => {
      const skip = (name: string): void => void skipped.push(name)
      destinationSuite(
        { ...runner, test: Object.assign(runner.test.bind(runner), { skip }) },
        { ...memoryOptions(), toggles },
      )
    })
    expect(results.some(({ group }) => group === 'takeover')).toBe(false)
    expect(skipped.length).toBeGreaterThan(5)
    expect(skipped.filter((name) => !name.endsWith('(clock is off: time does not move)'))).toEqual([])
  })

  test('says which member is missing where nothing was switched off', async () => {
    const failed = await failuresOf('lease', ({ reader }) => ({
      reader: {
        rows: (table) => reader.rows(table),
        deltaRows: (delta) => reader.deltaRows(delta),
        tableNames: () => reader.tableNames(),
      },
    }))
    expect(failed.length).toBeGreaterThan(0)
    for (const { error } of failed) {
      expect(String(error)).toContain(
        "'reader.advanceClock' is missing: add it, or switch the toggle 'clock' off with a reason",
      )
    }
  })

  test('a toggle that contradicts the capabilities is found', async () => {
    const failed = await failuresOf('lifecycle', () => ({}), { deltas: { off: 'too much work' } })
    expect(failed.map(({ name }) => name)).toEqual(['toggles agree with the capabilities'])
  })

  test('a destination that refuses to widen passes with the toggle off, and only then', async () => {
    expect(await failuresOf('widening', refusesToWiden, { widening: { off: 'views hold the columns' } })).toEqual([])
    expect((await failuresOf('widening', refusesToWiden)).length).toBeGreaterThan(0)
  })
})

async function failuresOf(
  group: string,
  breakIt: (parts: MemoryParts) => Partial<MemoryParts>,
  toggles: DestinationToggles = {},
): Promise<readonly SuiteResult[]> {
  const results = await collectSuite((runner) => {
    const describe: SuiteRunner['describe'] = (name, register) => {
      if (name === group) runner.describe(name, register)
    }
    destinationSuite({ ...runner, describe }, { ...memoryOptions(breakIt), toggles })
  })
  return results.filter((result) => 'error' in result)
}

function refusesToWiden(parts: MemoryParts): Partial<MemoryParts> {
  return withSessions(parts, (session) => ({
    async changeSchema(change) {
      const { schema } = await session.readStream({ stream: change.stream, signal: change.signal })
      const widenings = schema.tables.flatMap((table) =>
        table.columns.flatMap(({ name, type }) => {
          const wanted = change.schema.tables.find(({ path }) => path === table.path)
          const column = wanted?.columns.find((candidate) => candidate.name === name)
          return column === undefined || column.type === type
            ? []
            : [{ table: table.name, column: name, reason: 'a view depends on it' }]
        }),
      )
      return widenings.length > 0 ? { type: 'refused', widenings } : await session.changeSchema(change)
    },
  }))
}
