import type { Kept, Store } from '../store/store.ts'
import type { RunQuery } from './run-view.ts'

const pageSize = 200

/** There are fewer builds than runs: so many more are read for those that are not wanted. */
const spare = 10

/** Runs of an account, newest first. */
export async function listRuns(store: Store, account: number, query: RunQuery): Promise<readonly Kept<'run'>[]> {
  const { pipeline, type = 'run', limit = Number.POSITIVE_INFINITY } = query
  const found: Kept<'run'>[] = []
  let { before } = query
  while (found.length < limit) {
    const size = Math.min(pageSize, limit - found.length + spare)
    const page = await store.list('run', {
      account,
      limit: size,
      ...(pipeline === undefined ? {} : { pipeline }),
      ...(before === undefined ? {} : { before }),
    })
    found.push(...page.filter((run) => type === 'any' || run.value.type === type))
    before = page.at(-1)?.id
    if (page.length < size) break
  }
  return found.slice(0, limit)
}
