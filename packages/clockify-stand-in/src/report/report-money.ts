import type { JsonObject } from '../json.ts'
import type { TimeEntry } from '../world/entities.ts'
import type { AmountType } from './report-request.ts'

/** Amounts of an entry in minor units; what is not billable earns nothing and costs all the same. */
export interface EntryMoney {
  readonly earnedRate: number
  readonly costRate: number
  readonly earned: number
  readonly cost: number
  readonly currency: string
}

export function moneyOf({ billable, hourlyRate, costRate }: TimeEntry, seconds: number): EntryMoney {
  const earnedRate = billable ? (hourlyRate?.amount ?? 0) : 0
  const cost = costRate?.amount ?? 0
  return {
    earnedRate,
    costRate: cost,
    earned: (earnedRate * seconds) / 3600,
    cost: (cost * seconds) / 3600,
    currency: hourlyRate?.currency ?? 'USD',
  }
}

export function amountOf({ earned, cost }: Pick<EntryMoney, 'earned' | 'cost'>, type: AmountType): number {
  return type === 'COST' ? cost : type === 'PROFIT' ? earned - cost : earned
}

/** `[{ type, value }]` of those that were asked for. */
export function amountRows(
  money: Pick<EntryMoney, 'earned' | 'cost'>,
  types: readonly AmountType[],
): readonly JsonObject[] {
  return types.filter((type) => type !== 'HIDE_AMOUNT').map((type) => ({ type, value: amountOf(money, type) }))
}

/** How long an entry is; 0 while it runs. */
export function secondsOf({ timeInterval: { start, end } }: TimeEntry): number {
  return end === null ? 0 : Math.floor((Date.parse(end) - Date.parse(start)) / 1000)
}
