import { StoreError } from '../store-error.ts'

/** Two that change the same records in turn get through long before. */
const maxAttempts = 20

/** Does it again where the database gave it up in favour of another transaction. */
export async function retryConflicts<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt()
    } catch (error) {
      const isConflict = StoreError.isInstance(error) && error.code === 'store_conflict'
      if (!isConflict || attempts === maxAttempts) throw error
    }
  }
}
