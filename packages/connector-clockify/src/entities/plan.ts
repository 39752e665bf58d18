import type { ClockifyObject } from './clockify-object.ts'

/** Whether the workspace has a Free plan: few requests are allowed there. */
export function isOnFreePlan({ featureSubscriptionType: plan }: ClockifyObject): boolean {
  return typeof plan === 'string' && plan.startsWith('FREE')
}

/** Whether the workspace says that its plan lacks a feature. One that lists no features says nothing. */
export function lacksFeature({ features }: ClockifyObject, feature: string): boolean {
  return Array.isArray(features) && features.length > 0 && !features.includes(feature)
}
