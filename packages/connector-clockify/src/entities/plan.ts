import type { ClockifyObject } from './clockify-object.ts'

/** Whether the workspace has a Free plan: few requests are allowed there. */
export function isOnFreePlan({ featureSubscriptionType: plan }: ClockifyObject): boolean {
  return typeof plan === 'string' && plan.startsWith('FREE')
}

/** Whether the workspace says that its plan lacks a feature. One that does not list the names of features says nothing. */
export function lacksFeature({ features }: ClockifyObject, feature: string): boolean {
  if (!Array.isArray(features) || features.length === 0) return false
  return features.every((name) => typeof name === 'string') && !features.includes(feature)
}
