import type { Route } from '../http/route.ts'
import { accountRoutes } from './account-routes.ts'
import { approvalRoutes } from './approval-routes.ts'
import { auditRoutes } from './audit-routes.ts'
import { customFieldRoutes } from './custom-field-routes.ts'
import { detailedReportRoutes } from './detailed-report-routes.ts'
import { expenseRoutes } from './expense-routes.ts'
import { feedRoutes } from './feed-routes.ts'
import { holidayRoutes } from './holiday-routes.ts'
import { invoiceRoutes } from './invoice-routes.ts'
import { listRoutes } from './list-routes.ts'
import { otherReportRoutes } from './other-report-routes.ts'
import { projectRoutes } from './project-routes.ts'
import { schedulingRoutes } from './scheduling-routes.ts'
import { timeEntryRoutes } from './time-entry-routes.ts'
import { timeOffRoutes } from './time-off-routes.ts'
import { userRoutes } from './user-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** Every route of the three hosts. */
export const allRoutes: readonly Route[] = [
  ...accountRoutes,
  ...userRoutes,
  ...listRoutes,
  ...projectRoutes,
  ...timeEntryRoutes,
  ...customFieldRoutes,
  ...feedRoutes,
  ...expenseRoutes,
  ...invoiceRoutes,
  ...approvalRoutes,
  ...timeOffRoutes,
  ...holidayRoutes,
  ...schedulingRoutes,
  ...webhookRoutes,
  ...detailedReportRoutes,
  ...otherReportRoutes,
  ...auditRoutes,
]
