import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, removing, unchanged } from '../records/change-records.ts'

const pageSize = 200

/** Removes the records of runs that ended longer ago than they are kept. */
export async function removeOldRuns({ store, runRetentionInMs }: ManagerContext): Promise<void> {
  const keptSince = (await store.now()).getTime() - runRetentionInMs
  for (let before: number | undefined; ;) {
    const page = await store.list('run', { limit: pageSize, ...(before === undefined ? {} : { before }) })
    for (const { id, value } of page) {
      if (value.endedAt === null || Date.parse(value.endedAt) >= keptSince) continue
      await changeRecords(store, async () => {
        const run = await store.read('run', id)
        return run === undefined ? unchanged(undefined) : { changes: [removing(run)], answer: undefined }
      })
    }
    before = page.at(-1)?.id
    if (page.length < pageSize) return
  }
}
