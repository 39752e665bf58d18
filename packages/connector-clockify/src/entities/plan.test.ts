import { expect, test } from 'vitest'
import { isOnFreePlan, lacksFeature } from './plan.ts'

test.each([
  ['FREE', true],
  ['FREE_2026', true],
  ['PRO_2021', false],
  ['TRIAL', false],
  [null, false],
])('%s is a Free plan: %s', (featureSubscriptionType, isFree) => {
  expect(isOnFreePlan({ featureSubscriptionType })).toBe(isFree)
})

test('a workspace lacks what it does not list, if it lists anything', () => {
  expect(lacksFeature({ features: ['EXPENSES'] }, 'CUSTOM_FIELDS')).toBe(true)
  expect(lacksFeature({ features: ['EXPENSES'] }, 'EXPENSES')).toBe(false)
  expect(lacksFeature({ features: [] }, 'EXPENSES')).toBe(false)
  expect(lacksFeature({}, 'EXPENSES')).toBe(false)
  expect(lacksFeature({ features: [{ name: 'EXPENSES' }] }, 'EXPENSES')).toBe(false)
})
