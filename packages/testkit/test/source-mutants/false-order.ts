import { mutateStream } from './source-mutant.ts'
import type { SourceMutant } from './source-mutant.ts'

/** Promises an order that its records do not have. */
export const falseOrder: SourceMutant = {
  group: 'streams',
  test: 'every record has the cursor, in the order that is promised',
  because: /do not ascend by 'updatedAt'/,
  create: mutateStream(() => ({ isSortedByCursor: true }), { incremental: 'cursor', isUnsorted: true }),
}
