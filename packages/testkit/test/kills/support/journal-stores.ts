import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FaultStores } from '../../../src/fault-bench/fault-subject.ts'
import { memorySubject } from '../../../src/fault-bench/memory-subject.ts'
import { JournaledMemory } from './journaled-memory.ts'

/** Journals in the folder for temporary files. */
export const journalStores: FaultStores = {
  create: () => join(tmpdir(), `millrace-journal-${randomUUID()}`),
  async open(path) {
    const journal = await JournaledMemory.open(path)
    const subject = memorySubject(journal.memory, (milliseconds) => journal.advanceClock(milliseconds))
    return { ...subject, destination: journal.destination }
  },
  remove: (path) => rm(path, { force: true }),
}
