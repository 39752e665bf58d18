import { ManagerError } from '@millrace/manager'

/** Why the manager refuses something. Throws where it does not. */
export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (thrown) {
    if (ManagerError.isInstance(thrown)) return `${thrown.code}: ${thrown.message}`
    throw thrown
  }
  throw new Error('it was not refused')
}
