import { expect, test } from 'vitest'
import { toProject } from './to-project.ts'

test('a project without a client has null, not an empty text', () => {
  expect(toProject({ id: 'p', clientId: '', clientName: '' })).toEqual({
    id: 'p',
    clientId: null,
    clientName: null,
    memberships: [],
  })
})

test('a hydrated project has the name of its client, and neither client nor tasks', () => {
  const client = { id: 'c', name: 'Client X' }
  expect(toProject({ id: 'p', clientId: 'c', client, tasks: [{ id: 't' }], favorite: true })).toEqual({
    id: 'p',
    clientId: 'c',
    clientName: 'Client X',
    favorite: true,
    memberships: [],
  })
})

test('a hydrated project without a client has no name of one', () => {
  expect(toProject({ id: 'p', clientId: '', client: null })).toMatchObject({ clientId: null, clientName: null })
})
