import type { StreamDescription } from '../../contract/stream-description.ts'
import type { ColumnSchema, TableSchema } from '../../contract/table-schema.ts'

const key: ColumnSchema = { name: 'user_id', type: 'text', role: 'key' }
const index: ColumnSchema = { name: '_index', type: 'integer', role: 'position' }
const run: ColumnSchema = { name: '_mr_run', type: 'text', role: 'system' }

const root: TableSchema = {
  path: '',
  steps: [],
  name: 'users',
  columns: [
    { name: 'id', type: 'text', role: 'key', path: 'id' },
    { name: 'settings__week', type: 'text', role: 'data', path: 'settings.week' },
    { name: 'costrate', type: 'decimal', role: 'data', path: 'costRate', description: "the user's rate, in EUR" },
    run,
  ],
  rootKey: ['id'],
  key: ['id'],
  description: 'Everybody who has\nan "account".',
}
const memberships: TableSchema = {
  path: 'memberships',
  steps: ['memberships', null],
  parent: '',
  name: 'users__memberships',
  columns: [key, index, { name: 'role', type: 'text', role: 'data', path: 'role' }, run],
  rootKey: ['user_id'],
  key: ['user_id', '_index'],
}
const scopes: TableSchema = {
  path: 'memberships.scopes',
  steps: ['memberships', null, 'scopes', null],
  parent: 'memberships',
  name: 'users__memberships__scopes',
  columns: [
    key,
    { name: '_index_1', type: 'integer', role: 'ancestor' },
    index,
    { name: 'value', type: 'text', role: 'data' },
    run,
  ],
  rootKey: ['user_id'],
  key: ['user_id', '_index_1', '_index'],
}

/** Users with memberships with scopes. */
export const describedUsers: StreamDescription = {
  pipeline: 'clockify',
  schema: { stream: 'users', version: 1, isKeyed: true, tables: [root, memberships, scopes] },
}

/** Users alone, with these changes. */
export function describeUsers(changes: Partial<TableSchema>, pipeline: string = 'clockify'): StreamDescription {
  return { pipeline, schema: { stream: 'users', version: 1, isKeyed: true, tables: [{ ...root, ...changes }] } }
}
