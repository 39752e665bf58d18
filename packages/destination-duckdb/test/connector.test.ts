import { expect, test } from 'vitest'
import { duckdbConnector } from '../src/index.ts'

test('settings that were stored make a destination that works', async () => {
  const settings = duckdbConnector.settings.parse({ path: ':memory:', memoryLimit: '256MB' })
  const destination = duckdbConnector.connect(settings)
  const check = destination.check({ signal: new AbortController().signal, logger: silent })
  await expect(check).resolves.toBeUndefined()
})

test('what is no setting is named', () => {
  const { error } = duckdbConnector.settings.safeParse({ instance: {}, schema: '' })
  expect(error?.issues.map(({ path, code }) => [path.join('.'), code])).toEqual([
    ['path', 'invalid_type'],
    ['schema', 'too_small'],
    ['', 'unrecognized_keys'],
  ])
})

const silent = { debug() {}, info() {}, warn() {}, error() {} }
