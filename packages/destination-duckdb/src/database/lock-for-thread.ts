import { DestinationBusyError } from '@millrace/core/plugin'

/** The part of the Web Locks API that is used; Node 24 has it, earlier ones do not. */
interface Locks {
  request(
    name: string,
    options: { readonly ifAvailable: true },
    use: (lock: object | null) => Promise<void> | undefined,
  ): Promise<unknown>
}

/**
 * Keeps other threads of this process away from a file, as far as Node can: DuckDB's own lock keeps out other processes
 * only, and two instances in one process would overwrite each other. Answers what gives the file free.
 */
export async function lockForThread(file: string): Promise<() => void> {
  const { locks } = globalThis.navigator as { readonly locks?: Locks }
  if (locks === undefined) return () => undefined
  const released = Promise.withResolvers<void>()
  const isOurs = await new Promise<boolean>((resolve, reject) => {
    const use = (lock: object | null): Promise<void> | undefined => {
      resolve(lock !== null)
      return lock === null ? undefined : released.promise
    }
    locks.request(`@millrace/destination-duckdb ${file}`, { ifAvailable: true }, use).catch(reject)
  })
  if (isOurs) return () => released.resolve()
  throw new DestinationBusyError(
    `the DuckDB file ${file} is open in another thread of this process, which DuckDB does not allow: use it from one thread`,
  )
}
