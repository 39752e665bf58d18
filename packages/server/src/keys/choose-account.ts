import { defaultAccount, ManagerError } from '@millrace/manager'
import { ApiError } from '../errors/api-error.ts'
import type { Caller } from './caller.ts'

/** The account that a request is about: the key's, else the header's, else the default. */
export function chooseAccount({ account }: Pick<Caller, 'account'>, header: string | null): number {
  if (header === null) return account ?? defaultAccount
  const asked = /^\d{1,15}$/.test(header) ? Number(header) : 0
  requireRights({ account }, asked)
  return asked
}

/** For a key of one account there is no other one. */
export function requireRights({ account }: Pick<Caller, 'account'>, asked: number): void {
  if (asked === 0 || (account !== null && account !== asked)) throw new ManagerError('workspace_does_not_exist')
}

/** Refuses a key that may only look. */
export function requireAccess({ access }: Pick<Caller, 'access'>, needed: 'read' | 'full'): void {
  if (needed === 'read' || access === 'full') return
  throw new ApiError({ status: 403, code: 'forbidden', message: 'this key may only read' })
}
