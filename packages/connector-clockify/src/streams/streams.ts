import type { StreamDefinition } from '@millrace/core/plugin'
import { timeOffRequests } from './time-off-requests.ts'
import { timeOffPolicies } from './time-off-policies.ts'
import { timeOffBalances } from './time-off-balances.ts'
import { invoices } from './invoices.ts'
import { holidays } from './holidays.ts'
import { expenses } from './expenses.ts'
import { expenseCategories } from './expense-categories.ts'
import { assignments } from './assignments.ts'
import { approvalRequests } from './approval-requests.ts'
import { clients } from './clients.ts'
import { customFields } from './custom-fields.ts'
import { projects } from './projects.ts'
import { runningTimeEntries } from './running-time-entries.ts'
import { stopWhenAborted } from './stop-when-aborted.ts'
import type { StreamTools } from './stream-tools.ts'
import { tags } from './tags.ts'
import { tasks } from './tasks.ts'
import { timeEntries } from './time-entries/time-entries.ts'
import { timeEntryReports } from './time-entry-reports.ts'
import { userGroups } from './user-groups.ts'
import { users } from './users.ts'
import { workspaces } from './workspaces.ts'

/** Names of the streams, in the order in which they are documented. */
export type ClockifyStreamName =
  | 'workspaces'
  | 'projects'
  | 'clients'
  | 'users'
  | 'user_groups'
  | 'tags'
  | 'time_entries'
  | 'tasks'
  | 'custom_fields'
  | 'running_time_entries'
  | 'time_entry_reports'
  | 'expenses'
  | 'expense_categories'
  | 'invoices'
  | 'approval_requests'
  | 'time_off_policies'
  | 'time_off_balances'
  | 'time_off_requests'
  | 'holidays'
  | 'assignments'

/** All streams there are, in the order in which they are documented. */
export function createStreams(tools: StreamTools): Readonly<Record<ClockifyStreamName, StreamDefinition>> {
  const make = (stream: (tools: StreamTools) => StreamDefinition): StreamDefinition => stopWhenAborted(stream(tools))
  return {
    workspaces: make(workspaces),
    projects: make(projects),
    clients: make(clients),
    users: make(users),
    user_groups: make(userGroups),
    tags: make(tags),
    time_entries: make(timeEntries),
    tasks: make(tasks),
    custom_fields: make(customFields),
    running_time_entries: make(runningTimeEntries),
    time_entry_reports: make(timeEntryReports),
    expenses: make(expenses),
    expense_categories: make(expenseCategories),
    invoices: make(invoices),
    approval_requests: make(approvalRequests),
    time_off_policies: make(timeOffPolicies),
    time_off_balances: make(timeOffBalances),
    time_off_requests: make(timeOffRequests),
    holidays: make(holidays),
    assignments: make(assignments),
  }
}
