import { ManagerError } from '../manager-error.ts'
import type { RefusalCode } from '../manager-error.ts'
import type { Kept, Store } from '../store/store.ts'

const missing: Readonly<Record<'source' | 'destination' | 'pipeline' | 'run', RefusalCode>> = {
  source: 'source_does_not_exist',
  destination: 'destination_does_not_exist',
  pipeline: 'pipeline_does_not_exist',
  run: 'run_does_not_exist',
}

/** Reads a record of an account; that of another account does not exist. */
export async function readOwn<Kind extends 'source' | 'destination' | 'pipeline' | 'run'>(
  store: Store,
  kind: Kind,
  { account, id }: { readonly account: number; readonly id: number },
): Promise<Kept<Kind>> {
  const kept = Number.isSafeInteger(id) ? await store.read(kind, id) : undefined
  if (kept?.account !== account) throw new ManagerError(missing[kind])
  return kept
}

/** Throws unless there is the account. */
export async function requireAccount(store: Store, account: number): Promise<Kept<'account'>> {
  const kept = Number.isSafeInteger(account) ? await store.read('account', account) : undefined
  if (kept === undefined) throw new ManagerError('workspace_does_not_exist')
  return kept
}
