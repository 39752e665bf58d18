import { inspect } from 'node:util'
import { expect, it } from 'vitest'
import { codeOf, safeCause } from './safe-cause.ts'

const clean = (text: string): string => text.replaceAll('hidden', '[redacted]')

it('keeps names, messages and codes, and nothing else', () => {
  const inner = Object.assign(new Error('connect ECONNREFUSED hidden'), {
    code: 'ECONNREFUSED',
    socket: { key: 'hidden' },
  })
  const copy = safeCause(new TypeError('fetch failed', { cause: inner }), clean)
  expect(copy?.name).toBe('TypeError')
  expect(copy?.message).toBe('fetch failed')
  expect(codeOf(copy?.cause)).toBe('ECONNREFUSED')
  expect(inspect(copy, { depth: 9 })).not.toContain('hidden')
})

it('takes users and queries out of URLs', () => {
  const copy = safeCause(new Error('cannot parse https://me:pass@example.com/users?key=abc#x now'), clean)
  expect(copy?.message).toBe('cannot parse https://example.com/users now')
})

it('ends, however deep causes go', () => {
  const error = new Error('round')
  error.cause = error
  expect(inspect(safeCause(error, clean), { depth: 20 }).match(/round/g)).toHaveLength(4)
})

it('has nothing to say of what is no error', () => {
  expect(safeCause('hidden', clean)).toBeUndefined()
})
