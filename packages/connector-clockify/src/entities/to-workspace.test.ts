import { expect, test } from 'vitest'
import { toWorkspace } from './to-workspace.ts'

test('settings become fields, unknown ones too', () => {
  const workspaceSettings = { forceTags: true, somethingNew: { deep: 1 } }
  expect(toWorkspace({ id: 'w', name: 'Acme', workspaceSettings })).toEqual({
    id: 'w',
    name: 'Acme',
    forceTags: true,
    somethingNew: { deep: 1 },
    memberships: [],
  })
})

test('a setting that has the name of another field stays where it was', () => {
  const workspaceSettings = { name: 'a setting', created_at: 'then', workspaceSettings: 'nested', forceTags: true }
  expect(toWorkspace({ id: 'w', name: 'Acme', workspaceSettings })).toEqual({
    id: 'w',
    name: 'Acme',
    forceTags: true,
    workspaceSettings: { name: 'a setting', created_at: 'then', workspaceSettings: 'nested' },
    memberships: [],
  })
})

test.each([[null], [undefined], ['none'], [[]]])('settings that are %o are none', (workspaceSettings) => {
  const given = workspaceSettings === undefined ? {} : { workspaceSettings }
  expect(toWorkspace({ id: 'w', ...given })).toEqual({ id: 'w', memberships: [] })
})

test('a lock that is empty is none', () => {
  const workspaceSettings = { lockTimeEntries: '', projectGroupingLabel: '' }
  expect(toWorkspace({ id: 'w', workspaceSettings })).toMatchObject({ lockTimeEntries: null, projectGroupingLabel: '' })
})

test('a setting called __proto__ is a field like any other', () => {
  const workspaceSettings = Object.fromEntries([['__proto__', true]])
  expect(Object.keys(toWorkspace({ id: 'w', workspaceSettings }))).toContain('__proto__')
})
