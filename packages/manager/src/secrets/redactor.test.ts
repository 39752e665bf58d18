import { expect, test } from 'vitest'
import { Redactor } from './redactor.ts'

function clean(text: string, ...secrets: readonly string[]): string {
  return new Redactor(secrets).clean(text)
}

test('takes secrets out wherever they stand', () => {
  expect(clean('key sk_1 and sk_1: sk_1', 'sk_1')).toBe('key [redacted] and [redacted]: [redacted]')
  expect(clean('nothing here', 'sk_1')).toBe('nothing here')
  expect(clean('', 'sk_1')).toBe('')
})

test('knows them in URLs, in JSON, and in base64', () => {
  const secret = 'pä ss/"word\n+1'
  const texts = [
    `https://host/?key=${encodeURIComponent(secret)}&a=1`,
    `https://host/?${new URLSearchParams({ key: secret }).toString()}`,
    JSON.stringify({ key: secret }),
    `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`,
    `Basic ${Buffer.from(`admin:${secret}`).toString('base64')}`,
    `Basic ${Buffer.from(`me:${secret}:more`).toString('base64url')}`,
    Buffer.from(secret).toString('base64'),
  ]
  for (const text of texts) expect(clean(text, secret)).toContain('[redacted]')
  expect(clean(texts[0] ?? '', secret)).toBe('https://host/?key=[redacted]&a=1')
})

test('leaves nothing of secrets that overlap or hold each other', () => {
  expect(clean('xabcdefx', 'abcd', 'cdef')).toBe('x[redacted]x')
  expect(clean('abcdef abcd', 'abcd', 'abcdef')).toBe('[redacted] [redacted]')
  expect(clean('aaaaaaa', 'aaaa')).toBe('[redacted]')
  expect(clean('a secret, redacted', 'redacted', 'secret')).toBe('a [redacted], [redacted]')
})

test('takes a short one for a secret only where it is a word', () => {
  expect(clean('pin 123 of 41234 in a123', '123')).toBe('pin [redacted] of 41234 in a123')
  expect(clean('a b', '')).toBe('a b')
})

test('takes what would be trimmed, and single lines of a key in several', () => {
  expect(clean('key sk_live_1!', '  sk_live_1\n')).toBe('key [redacted]!')
  const key = '-----BEGIN KEY-----\nMIIEvQIBADANBg\nAB\n-----END KEY-----\n'
  expect(clean('at line MIIEvQIBADANBg', key)).toBe('at line [redacted]')
})

test('takes all texts and numbers of an object', () => {
  const redactor = new Redactor([{ client: { id: 'client-1', pins: [987654, 2n ** 70n] }, isOn: true, none: null }])
  expect(redactor.clean(`client-1 987654 ${2n ** 70n} true null`)).toBe('[redacted] [redacted] [redacted] true null')
})
