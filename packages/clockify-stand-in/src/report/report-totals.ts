import type { Json } from '../json.ts'
import type { TimeEntry } from '../world/entities.ts'
import { amountOf, amountRows, moneyOf, secondsOf } from './report-money.ts'
import type { ReportRequest } from './report-request.ts'

/** The sums of a report; `[null]` when there is nothing in it. */
export function reportTotals(entries: Iterable<TimeEntry>, { amounts, showsMoney }: ReportRequest): readonly Json[] {
  let [count, totalTime, totalBillableTime, earned, cost] = [0, 0, 0, 0, 0]
  const byCurrency = new Map<string, number>()
  for (const entry of entries) {
    const seconds = secondsOf(entry)
    const money = moneyOf(entry, seconds)
    count++
    totalTime += seconds
    if (entry.billable) totalBillableTime += seconds
    earned += money.earned
    cost += money.cost
    byCurrency.set(money.currency, (byCurrency.get(money.currency) ?? 0) + money.earned)
  }
  if (count === 0) return [null]
  const sums = { earned, cost }
  return [
    {
      _id: '',
      totalTime,
      totalBillableTime,
      entriesCount: count,
      numOfCurrencies: byCurrency.size,
      totalAmount: showsMoney ? amountOf(sums, amounts[0] ?? 'EARNED') : null,
      amounts: showsMoney ? amountRows(sums, amounts) : [],
      totalAmountByCurrency: showsMoney ? [...byCurrency].map(([currency, amount]) => ({ currency, amount })) : [],
    },
  ]
}
