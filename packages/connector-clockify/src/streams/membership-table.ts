import type { TableDeclaration } from '@millrace/core/plugin'
import { memberKey } from '../entities/unite-memberships.ts'

/** Who belongs to a workspace or a project, and at which rates. */
export const membershipTable: TableDeclaration = {
  elementKey: memberKey,
  columns: {
    userId: 'text',
    targetId: 'text',
    membershipType: 'text',
    membershipStatus: 'text',
    'hourlyRate.amount': 'float',
    'hourlyRate.currency': 'text',
    'costRate.amount': 'float',
    'costRate.currency': 'text',
  },
  description: 'Who belongs to it, and at which rates',
}
