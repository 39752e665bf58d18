import { InvalidOptionsError, SourceError } from '@millrace/core'
import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { cleanError } from './clean-error.ts'
import { cleanLogger } from './clean-logger.ts'
import { Redactor } from './redactor.ts'

const secret = 'sk_live_1'
const redactor = new Redactor([secret])

test('an error stays what it is, without secrets in anything it holds', () => {
  const below = new TypeError(`fetch of ${secret} failed`)
  const error = new SourceError({
    code: 'shop_down',
    message: `no answer to ${secret}`,
    isRetryable: true,
    cause: below,
  })
  Object.assign(error, { request: { url: `https://a/?k=${secret}`, [secret]: [secret] }, at: new Date(0) })
  const cleaned = cleanError(error, redactor) as SourceError
  expect(SourceError.isInstance(cleaned)).toBe(true)
  expect(cleaned).toMatchObject({
    code: 'shop_down',
    isRetryable: true,
    message: 'no answer to [redacted]',
    at: new Date(0),
  })
  expect(cleaned.cause).toBeInstanceOf(TypeError)
  expect(inspect(cleaned, { depth: 10 })).not.toContain(secret)
  expect(cleaned.stack).toContain('no answer to [redacted]')
  expect(error.message).toContain(secret)
})

test('errors that hold each other, many errors, and what is no error', () => {
  const one = new Error(secret)
  const many = new AggregateError([one, new InvalidOptionsError([{ path: secret, message: secret }])], secret)
  one.cause = many
  expect(inspect(cleanError(many, redactor), { depth: 20 })).not.toContain(secret)
  expect(cleanError(secret, redactor)).toBe('[redacted]')
  expect(cleanError(null, redactor)).toBeNull()
  expect(cleanError(7, redactor)).toBe(7)
  expect(inspect(cleanError({ map: new Map([[secret, secret]]) }, redactor))).not.toContain(secret)
})

test('a logger hands nothing secret on', () => {
  const lines: unknown[] = []
  const log = (fields: object, message: string): void => void lines.push([fields, message])
  const logger = cleanLogger({ debug: log, info: log, warn: log, error: log }, redactor)
  for (const level of ['debug', 'info', 'warn', 'error'] as const) {
    logger[level]({ error: new Error(secret), count: 1 }, `at ${secret}`)
  }
  expect(lines).toHaveLength(4)
  expect(lines[0]).toMatchObject([{ count: 1 }, 'at [redacted]'])
  expect(inspect(lines, { depth: 10 })).not.toContain(secret)
})
