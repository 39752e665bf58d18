import type { ManagerContext } from '../manager-context.ts'
import { changeRecords, removing } from '../records/change-records.ts'
import type { Store } from '../store/store.ts'

const pageSize = 200

/** Removes a page of records of runs that ended longer ago than they are kept. Answers whether there may be more. */
export async function removeOldRuns({
  store,
  runRetentionInMs,
}: Pick<ManagerContext, 'store' | 'runRetentionInMs'>): Promise<boolean> {
  const keptSince = (await store.now()).getTime() - runRetentionInMs
  const isOld = (moment: string | null): boolean => moment !== null && Date.parse(moment) < keptSince
  for (let before = await findFirstKept(store, isOld); before > 1;) {
    const found = await changeRecords(store, async () => {
      const page = await store.list('run', { before, limit: pageSize })
      const old = page.filter(({ value }) => isOld(value.endedAt))
      return { changes: old.map(removing), answer: { page, old } }
    })
    if (found.old.length > 0) return found.page.length === pageSize
    before = found.page.length < pageSize ? 1 : (found.page.at(-1)?.id ?? 1)
  }
  return false
}

/** The number from which on runs began too late to be old: they are not read again and again. Later runs have higher numbers. */
async function findFirstKept(store: Store, isOld: (moment: string) => boolean): Promise<number> {
  const [newest] = await store.list('run', { limit: 1 })
  let [least, most] = [1, (newest?.id ?? 0) + 2]
  while (most - least > 1) {
    const middle = Math.floor((least + most) / 2)
    const [run] = await store.list('run', { before: middle, limit: 1 })
    if (run === undefined || isOld(run.value.startedAt)) least = middle
    else most = middle
  }
  return least
}
