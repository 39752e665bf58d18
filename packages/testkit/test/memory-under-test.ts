import { memoryDestination } from '@millrace/core'
import type { MemoryDestination } from '@millrace/core'
import type { Destination } from '@millrace/core/plugin'
import type { DestinationReader } from '../src/destination-suite/destination-reader.ts'
import type { DestinationSuiteOptions, DestinationUnderTest } from '../src/destination-suite/suite-options.ts'

/** A memory destination and the back door to it; what a mutant takes and gives. */
export interface MemoryParts {
  readonly destination: Destination
  readonly reader: DestinationReader
  readonly memory: MemoryDestination
  readonly advanceClock: (milliseconds: number) => void
}

/** The options of the suite for a memory destination, or for what is made of one. */
export function memoryOptions(
  breakIt: (parts: MemoryParts) => Partial<MemoryParts> = () => ({}),
): DestinationSuiteOptions {
  return {
    async create() {
      const parts = memoryParts()
      const { destination, reader } = { ...parts, ...breakIt(parts) }
      const subject: DestinationUnderTest = {
        destination,
        reader,
        close: () => undefined,
        // What is in memory outlives nothing: the suite goes on with the same store.
        reopen: async () => subject,
      }
      return subject
    },
  }
}

function memoryParts(): MemoryParts {
  let now = Date.parse('2026-01-01T00:00:00Z')
  const advanceClock = (milliseconds: number): void => {
    now += milliseconds
  }
  const memory = memoryDestination({ now: () => (now += 1), capabilities: { isMultiProcess: true } })
  const reader: DestinationReader = {
    rows: async (table) => memory.table(table),
    deltaRows: async (delta) => memory.deltaTable(delta),
    tableNames: async () => memory.tableNames(),
    createForeignTable: async (name) => memory.createForeignTable(name, []),
    advanceClock,
  }
  return { destination: memory, reader, memory, advanceClock }
}
