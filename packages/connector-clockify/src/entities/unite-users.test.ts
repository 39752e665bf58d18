import { expect, test } from 'vitest'
import { uniteUsers } from './unite-users.ts'

const here = { userId: 'u', targetId: 'w1', membershipType: 'WORKSPACE', costRate: null }
const there = { userId: 'u', targetId: 'w2', membershipType: 'WORKSPACE', costRate: null }

test('the memberships are those of all workspaces, without the id of the user', () => {
  const { memberships } = uniteUsers([
    { id: 'u', memberships: [here] },
    { id: 'u', memberships: [there, here] },
  ])
  expect(memberships).toEqual([
    { targetId: 'w1', membershipType: 'WORKSPACE', costRate: null },
    { targetId: 'w2', membershipType: 'WORKSPACE', costRate: null },
  ])
})

test('what one workspace does not know of the account, another may', () => {
  expect(
    uniteUsers([
      { id: 'u', name: null, settings: null, status: 'ACTIVE' },
      { id: 'u', name: 'Ada', settings: { lang: 'EN' }, status: 'LIMITED' },
    ]),
  ).toEqual({
    id: 'u',
    name: 'Ada',
    settings: { lang: 'EN' },
    status: 'ACTIVE',
    memberships: [],
    customFields: [],
    roles: [],
  })
})

test('somebody who has not accepted an invitation has no name anywhere', () => {
  expect(uniteUsers([{ id: 'u', name: null, settings: null }])).toEqual({
    id: 'u',
    name: null,
    settings: null,
    memberships: [],
    customFields: [],
    roles: [],
  })
})

test('roles and values of custom fields are those of all workspaces, equal ones once', () => {
  const field = { customFieldId: 'f', userId: 'u', value: 2n ** 70n }
  const role = (id: string): { role: string; entities: { id: string }[] } => ({
    role: 'WORKSPACE_OWN',
    entities: [{ id }],
  })
  expect(
    uniteUsers([
      { id: 'u', customFields: [field], roles: [role('w1')] },
      { id: 'u', customFields: [field], roles: [role('w2')] },
    ]),
  ).toMatchObject({
    customFields: [{ customFieldId: 'f', value: '1180591620717411303424' }],
    roles: [role('w1'), role('w2')],
  })
})
