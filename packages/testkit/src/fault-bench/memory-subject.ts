import type { MemoryDestination } from '@millrace/core'
import type { FaultSubject } from './fault-subject.ts'

/** A memory destination as the fault bench sees it. What is in memory is never closed. */
export function memorySubject(
  memory: MemoryDestination,
  advanceClock: FaultSubject['reader']['advanceClock'],
): FaultSubject {
  return {
    destination: memory,
    reader: {
      rows: async (table) => memory.table(table),
      deltaRows: async (table) => memory.deltaTable(table),
      rejects: async (stream, pipeline) => memory.rejects(pipeline, stream),
      advanceClock,
    },
    close: () => undefined,
  }
}
