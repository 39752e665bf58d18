import { expect, test } from 'vitest'
import { z } from 'zod'
import { postgresConnector } from '../src/index.ts'
import { createDatabase } from './support/test-database.ts'

test('settings that were stored make a destination that works', async () => {
  const { connectionString, drop } = await createDatabase()
  const settings = postgresConnector.settings.parse(JSON.parse(JSON.stringify({ connectionString, maxConnections: 3 })))
  const destination = postgresConnector.connect(settings)
  const check = destination.check({ signal: new AbortController().signal, logger: silent })
  await expect(check).resolves.toBeUndefined()
  await drop()
})

test('what is no setting is named, and the secret is marked', () => {
  const { error } = postgresConnector.settings.safeParse({ pool: {}, schema: '' })
  expect(error?.issues.map(({ path, code }) => [path.join('.'), code])).toEqual([
    ['connectionString', 'invalid_type'],
    ['schema', 'too_small'],
    ['', 'unrecognized_keys'],
  ])
  const form = z.toJSONSchema(postgresConnector.settings)
  expect(form.properties?.['connectionString']).toMatchObject({ isSecret: true })
})

const silent = { debug() {}, info() {}, warn() {}, error() {} }
