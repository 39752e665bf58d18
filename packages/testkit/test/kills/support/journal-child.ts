import { runKillChild } from '../../../src/kill-suite/run-kill-child.ts'
import { JournaledMemory } from './journaled-memory.ts'

await runKillChild({ open: async (path) => (await JournaledMemory.open(path)).destination })
