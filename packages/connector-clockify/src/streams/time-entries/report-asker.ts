import type { JsonValue } from '@millrace/core/plugin'
import { isForbidden } from '../../api/access.ts'
import type { CallContext, ClockifyApi } from '../../api/clockify-api.ts'
import type { AnsweredPage } from './overlapping-pages.ts'
import type { PageNumber } from './next-page.ts'
import { pageAnswer } from './page-answer.ts'

/** Which rows of the detailed report. Milliseconds since 1970, both inclusive. */
export interface ReportWindow {
  readonly from: number
  readonly to: number
  /** Default: all, removed ones too. */
  readonly userId?: string
}

/** Amounts to ask for, the most first: a role may see less. */
const amountChoices: readonly (readonly string[])[] = [['EARNED', 'COST', 'PROFIT'], ['EARNED'], []]

/** Asks for pages of the detailed report, with as many amounts as the role of the key may see. */
export class ReportAsker {
  readonly #api: ClockifyApi
  readonly #workspaceId: string
  /** Index of the first choice that is not known to be refused. */
  #choice = 0

  constructor(api: ClockifyApi, workspaceId: string) {
    this.#api = api
    this.#workspaceId = workspaceId
  }

  async ask(window: ReportWindow, page: PageNumber, context: CallContext): Promise<AnsweredPage> {
    const path = `/workspaces/${this.#workspaceId}/reports/detailed`
    const amounts = amountChoices[this.#choice] ?? []
    try {
      const answer = await this.#api.report(path, toBody(window, page, amounts), context)
      return pageAnswer(answer, path)
    } catch (error) {
      if (!isForbidden(error) || amounts.length === 0) throw error
      this.#choice += 1
      const message = 'the role of the key may not see these amounts: the report is read without them'
      context.logger.warn({ workspace: this.#workspaceId, amounts }, message)
      return this.ask(window, page, context)
    }
  }
}

function toBody({ from, to, userId }: ReportWindow, { page, size }: PageNumber, amounts: readonly string[]): JsonValue {
  return {
    dateRangeStart: new Date(from).toISOString(),
    dateRangeEnd: new Date(to).toISOString(),
    dateRangeType: 'ABSOLUTE',
    // Without it the window means days of the account's zone.
    timeZone: 'UTC',
    exportType: 'JSON',
    amountShown: amounts[0] ?? 'HIDE_AMOUNT',
    ...(amounts.length === 0 ? {} : { amounts }),
    users: { ids: userId === undefined ? [] : [userId], contains: 'CONTAINS', status: 'ALL' },
    sortOrder: 'ASCENDING',
    detailedFilter: { page, pageSize: size, sortColumn: 'ID', options: { totals: 'EXCLUDE' } },
  }
}
