/** The plans, from the smallest to the largest. */
export type Plan = 'FREE' | 'BASIC' | 'STANDARD' | 'PRO' | 'ENTERPRISE'

/** What a route needs; a plan without it answers 403. */
export type Feature =
  | 'APPROVAL'
  | 'AUDIT_LOG'
  | 'CUSTOM_FIELDS'
  | 'EXPENSES'
  | 'INVOICING'
  | 'LABOR_COST'
  | 'ONE_MONTH_RANGE_REPORTS'
  | 'ONE_YEAR_RANGE_REPORTS'
  | 'SCHEDULING'
  | 'TIME_OFF'
  | 'UNLIMITED_REPORTS'

const basic = [
  'TIME_TRACKING',
  'BREAKS',
  'BILLABLE_HOURS',
  'PROJECT_ESTIMATE',
  'ONE_YEAR_RANGE_REPORTS',
  'REQUIRED_FIELDS',
]
const standard = [...basic, 'APPROVAL', 'INVOICING', 'TIME_OFF', 'TASK_RATES', 'MANAGER_ROLE', 'UNLIMITED_REPORTS']
const pro = [...standard, 'CUSTOM_FIELDS', 'EXPENSES', 'LABOR_COST', 'SCHEDULING', 'KIOSK', 'CLIENT_CURRENCY']
const enterprise = [...pro, 'AUDIT_LOG', 'CUSTOM_SUBDOMAIN', 'SSO']

const features: Readonly<Record<Plan, readonly string[]>> = {
  FREE: ['TIME_TRACKING', 'ONE_MONTH_RANGE_REPORTS'],
  BASIC: basic,
  STANDARD: standard,
  PRO: pro,
  ENTERPRISE: enterprise,
}

const subscriptions: Readonly<Record<Plan, string>> = {
  FREE: 'FREE_2026',
  BASIC: 'BASIC_2021',
  STANDARD: 'STANDARD_2021',
  PRO: 'PRO_2021',
  ENTERPRISE: 'ENTERPRISE_2021',
}

/** The two members of a workspace that its plan decides. */
export function planFields(plan: Plan): {
  readonly featureSubscriptionType: string
  readonly features: readonly string[]
} {
  return { featureSubscriptionType: subscriptions[plan], features: features[plan] }
}
