import { expect, test } from 'vitest'
import { memberKey, targetKey, uniteMemberships } from './unite-memberships.ts'

test('each comes once, the last one stays', () => {
  const memberships = [
    { targetId: 'b', membershipType: 'PROJECT', membershipStatus: 'PENDING' },
    { targetId: 'a', membershipType: 'PROJECT' },
    { targetId: 'b', membershipType: 'PROJECT', membershipStatus: 'ACTIVE' },
    { targetId: 'b', membershipType: 'USERGROUP' },
  ]
  expect(uniteMemberships(memberships, targetKey)).toEqual([
    { targetId: 'a', membershipType: 'PROJECT' },
    { targetId: 'b', membershipType: 'PROJECT', membershipStatus: 'ACTIVE' },
    { targetId: 'b', membershipType: 'USERGROUP' },
  ])
})

test('the order in which they come makes no difference', () => {
  const memberships = ['c', 'a', 'b'].map((userId) => ({ userId, targetId: 'p', membershipType: 'PROJECT' }))
  expect(uniteMemberships(memberships, memberKey)).toEqual(uniteMemberships(memberships.toReversed(), memberKey))
})

test('a field of the key is never null', () => {
  expect(uniteMemberships([{ userId: 'u', targetId: null }], memberKey)).toEqual([
    { userId: 'u', targetId: '', membershipType: '' },
  ])
})

test.each([[null], [undefined], ['none'], [[]], [[null, 5]]])('%o are none', (memberships) => {
  expect(uniteMemberships(memberships, memberKey)).toEqual([])
})
