import type { Destination } from '@millrace/core'
import { duckdb } from '@millrace/destination-duckdb'
import { postgres } from '@millrace/destination-postgres'

/** Where another process can reach a store. */
export type StoreAddress =
  | { readonly kind: 'duckdb'; readonly path: string }
  | { readonly kind: 'postgres'; readonly connectionString: string }

/** The destination at an address, in whatever process this is. */
export function connectStore(address: StoreAddress): Destination {
  return address.kind === 'duckdb'
    ? duckdb({ path: address.path })
    : postgres({ connectionString: address.connectionString })
}
