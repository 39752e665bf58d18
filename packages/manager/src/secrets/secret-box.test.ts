import { expect, test } from 'vitest'
import { SecretBox } from './secret-box.ts'
import type { Sealed } from './secret-box.ts'
import { readKeys } from './secret-key.ts'
import { sampleKey, samplePlace } from './testing/sample-keys.ts'

const old = sampleKey('2025')
const fresh = sampleKey('2026')
const box = new SecretBox(readKeys([fresh, old]))

test('what was sealed is opened at the same place, with the first key', () => {
  for (const text of ['sk_live_1', '', 'ü\0😀\uD800'.toWellFormed(), 'x'.repeat(100_000)]) {
    const sealed = box.seal(text, samplePlace, '/apiKey')
    expect(sealed.key).toBe('2026')
    expect(box.open(sealed, samplePlace, '/apiKey')).toBe(text)
    expect(JSON.parse(JSON.stringify(sealed))).toEqual(sealed)
  }
})

test('the same secret is sealed differently each time', () => {
  const [one, two] = [box.seal('sk_live_1', samplePlace, '/a'), box.seal('sk_live_1', samplePlace, '/a')]
  expect(one.nonce).not.toBe(two.nonce)
  expect(one.text).not.toBe(two.text)
})

test.for([
  ['another account', { ...samplePlace, account: 2 }, '/apiKey'],
  ['another kind', { ...samplePlace, kind: 'destination' as const }, '/apiKey'],
  ['another record', { ...samplePlace, id: 6 }, '/apiKey'],
  ['another path', samplePlace, '/password'],
] as const)('a sealed text that was moved does not open: %s', ([, place, path]) => {
  const sealed = box.seal('sk_live_1', samplePlace, '/apiKey')
  expect(() => box.open(sealed, place, path)).toThrow('cannot be opened with key "2026"')
})

test('a sealed text that was changed does not open, wherever it was', () => {
  const sealed = box.seal('sk_live_1', samplePlace, '/apiKey')
  for (const part of ['nonce', 'text', 'tag'] as const) {
    const bytes = Buffer.from(sealed[part], 'base64')
    bytes[0] = (bytes[0] ?? 0) ^ 1
    for (const changed of [bytes.toString('base64'), sealed[part].slice(0, 4), '']) {
      const broken: Sealed = { ...sealed, [part]: changed }
      expect(() => box.open(broken, samplePlace, '/apiKey')).toThrow('cannot be opened with key "2026"')
    }
  }
})

test('behind the first, other keys open and do not seal', () => {
  const sealed = new SecretBox(readKeys([old])).seal('sk_live_1', samplePlace, '/apiKey')
  expect(box.open(sealed, samplePlace, '/apiKey')).toBe('sk_live_1')
  expect(box.isCurrent(sealed)).toBe(false)
  expect(box.isCurrent(box.seal('sk_live_1', samplePlace, '/apiKey'))).toBe(true)
})

test('a key that is missing, or another one of its id, is named with the secret and what to do', () => {
  const sealed = box.seal('sk_live_1', samplePlace, '/apiKey')
  const open = (keys: Parameters<typeof readKeys>[0]) => (): unknown =>
    new SecretBox(readKeys(keys)).open(sealed, samplePlace, '/apiKey')
  const secret = 'secret /apiKey of source 5 in account 1'
  expect(open([])).toThrow(`${secret} is sealed with key "2026", which is not among secrets.keys (there are none)`)
  expect(open([old])).toThrow(`${secret} is sealed with key "2026", which is not among secrets.keys ("2025"): add it`)
  expect(open([sampleKey('2026')])).toThrow(
    `${secret} cannot be opened with key "2026": it was sealed with another key`,
  )
})

test('without a key nothing is sealed', () => {
  const seal = (): unknown => new SecretBox(readKeys([])).seal('sk_live_1', samplePlace, '/apiKey')
  expect(seal).toThrow(/cannot be stored without a key: give createManager\(\{ secrets: .* \{ env: 'NAME' \}/)
  expect(seal).not.toThrow('sk_live_1')
})
