import { deltaColumns, systemColumns } from '@millrace/core/plugin'
import type { TableSchema } from '@millrace/core/plugin'
import type { Row } from '../../src/destination-suite/destination-reader.ts'
import type { MemoryParts } from '../memory-under-test.ts'
import { withSessions } from './mutant.ts'
import type { Mutant } from './mutant.ts'

/** Destinations whose tables do not hold what was published: what their readers see is changed. */
export const tableMutants: readonly Mutant[] = [
  {
    name: 'leaves child rows that are gone',
    group: 'children',
    test: 'a record brings all its children: fewer, more, none',
    break: (parts) => {
      const ghosts = new Map<string, Map<string, Row>>()
      return {
        ...afterPublish(parts, () => {
          for (const table of childTables(parts)) {
            const rows = ghosts.get(table.name) ?? new Map<string, Row>()
            for (const row of parts.memory.table(table.name)) rows.set(keyText(table, row), row)
            ghosts.set(table.name, rows)
          }
        }),
        reader: {
          ...parts.reader,
          rows: async (name) => [...(ghosts.get(name)?.values() ?? parts.memory.table(name))],
        },
      }
    },
  },
  {
    name: 'writes unchanged rows again',
    group: 'merge',
    test: 'an unchanged row keeps the run and time of its version, a changed one gets new ones',
    break: (parts) => ({
      reader: {
        ...parts.reader,
        rows: async (name) =>
          parts.memory.table(name).map((row) => ({ ...row, [systemColumns.run]: parts.memory.runs()[0]?.id ?? null })),
      },
    }),
  },
  {
    name: 'misses deletes in the history',
    group: 'delta histories',
    test: 'the tables as of each commit come out of their history (seed 11)',
    break: (parts) => ({
      reader: {
        ...parts.reader,
        deltaRows: async (name) =>
          parts.memory.deltaTable(name).filter((row) => row[deltaColumns.operation] !== 'delete'),
      },
    }),
  },
  {
    name: 'writes only the changed cells into the history',
    group: 'deltas',
    test: 'inserts, updates and deletes are written with the whole row and the number of the commit',
    break: (parts) => ({
      reader: {
        ...parts.reader,
        deltaRows: async (name) =>
          parts.memory
            .deltaTable(name)
            .map((row) => (row[deltaColumns.operation] === 'delete' ? { ...row, name: null, age: null } : row)),
      },
    }),
  },
  {
    name: 'shows a publish half done',
    group: 'atomicity',
    test: 'a reader never sees half of a publish',
    break: (parts) => {
      let isOnTheWay = false
      return {
        ...withSessions(parts, (session) => ({
          async publish(publish) {
            const outcome = await session.publish(publish)
            isOnTheWay = true
            for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
            isOnTheWay = false
            return outcome
          },
        })),
        reader: {
          ...parts.reader,
          async rows(name) {
            const rows = parts.memory.table(name)
            return isOnTheWay ? rows.slice(0, rows.length / 2) : rows
          },
        },
      }
    },
  },
  {
    name: 'compares keys without regard to case',
    group: 'keys',
    test: 'text: each key names one row, and finds it again',
    break: (parts) => ({
      reader: {
        ...parts.reader,
        async rows(name) {
          const rows = parts.memory.table(name)
          const isText = rows.every((row) => typeof row['id'] === 'string')
          return isText ? [...new Map(rows.map((row) => [String(row['id']).toLowerCase(), row])).values()] : rows
        },
      },
    }),
  },
]

function afterPublish(parts: MemoryParts, then: () => void): ReturnType<typeof withSessions> {
  return withSessions(parts, (session) => ({
    async publish(publish) {
      const outcome = await session.publish(publish)
      then()
      return outcome
    },
  }))
}

function childTables({ memory }: MemoryParts): readonly TableSchema[] {
  return memory.describe().flatMap(({ schema }) => schema.tables.filter(({ parent }) => parent !== undefined))
}

function keyText(table: TableSchema, row: Row): string {
  return JSON.stringify(table.key.map((name) => String(row[name])))
}
