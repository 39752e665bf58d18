import type { ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import { listPolicies, timeOffPageSize } from '../api/list-policies.ts'
import { isGone } from '../api/read-refusal.ts'
import { idOf } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { listStream } from './list-stream.ts'
import type { StreamTools } from './stream-tools.ts'

/** How much time off each user has left, by policy. */
export function timeOffBalances(tools: StreamTools): StreamDefinition {
  return listStream(tools, {
    description: 'How much time off each user has left, by policy.',
    columns: {
      id: 'text',
      workspaceId: 'text',
      userId: 'text',
      userName: 'text',
      policyId: 'text',
      policyName: 'text',
      policyTimeUnit: { type: 'text', description: 'DAYS or HOURS' },
      policyArchived: 'boolean',
      total: 'float',
      used: 'float',
      balance: 'float',
      negativeBalanceLimit: 'boolean',
      negativeBalanceAmount: 'float',
      negativeBalanceUsed: 'float',
      created_at: 'timestamp',
    },
    feature: 'TIME_OFF',
    async *pages(workspace, request) {
      for await (const policies of listPolicies(tools.lists, workspace, request)) {
        for (const policy of policies) yield* balancesOf(tools, idOf(policy), request)
      }
    },
  })
}

async function* balancesOf(
  { api }: StreamTools,
  policyId: string,
  request: ReadRequest,
): AsyncGenerator<readonly ClockifyObject[]> {
  const path = `/workspaces/${request.partition}/time-off/balance/policy/${policyId}`
  try {
    yield* api.wholeList({ path, select: ['balances'], pageSize: timeOffPageSize }, request)
  } catch (error) {
    // The policy was deleted since it was listed, and its balances with it.
    if (!isGone(error)) throw error
  }
}
