import type { Kept } from '../store/store.ts'

/** A source or a destination as it is kept. */
export type AnyEnd = Kept<'source'> | Kept<'destination'>
