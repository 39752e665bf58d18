import { memoryDestination } from '@millrace/core'
import type { FaultStores, FaultSubject } from './fault-subject.ts'
import { memorySubject } from './memory-subject.ts'

/** Stores in this process, to compare others with: a run meets the same marks whatever its destination. */
export function memoryStores(): FaultStores {
  const subjects = new Map<string, FaultSubject>()
  let stores = 0
  return {
    create() {
      stores += 1
      let now = Date.parse('2026-01-01T00:00:00Z')
      const memory = memoryDestination({ now: () => (now += 1) })
      const subject = memorySubject(memory, (milliseconds) => {
        now += milliseconds
      })
      subjects.set(`store ${stores}`, subject)
      return `store ${stores}`
    },
    open(store) {
      const subject = subjects.get(store)
      if (subject === undefined) throw new Error(`there is no ${store}`)
      return subject
    },
    remove: (store) => void subjects.delete(store),
  }
}
