import type { JsonValue } from '@millrace/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { SecretKeeper } from './secret-keeper.ts'
import { showSettings } from './show-settings.ts'
import { sampleKey, samplePlace as place } from './testing/sample-keys.ts'

const schema = z
  .strictObject({
    apiKey: z.string().min(8, 'is too short').meta({ isSecret: true }).optional(),
    token: z.string().meta({ isSecret: true }).optional(),
    region: z.enum(['eu', 'us']).default('eu'),
    hosts: z.array(z.object({ url: z.string(), token: z.string().meta({ isSecret: true }) })).optional(),
  })
  .refine(({ apiKey, token }) => (apiKey === undefined) !== (token === undefined), 'give either apiKey or token')

const environment = { CLOCKIFY_KEY: 'from-the-environment', SHORT: 'tiny', EMPTY: '' }
const keys = [sampleKey('2026')]

function keeper(resolve?: (reference: JsonValue) => JsonValue | undefined): SecretKeeper {
  return new SecretKeeper({ keys, environment, ...(resolve === undefined ? {} : { resolve }) })
}

test('what is protected holds no secret, and is revealed as the schema returns it', async () => {
  const stored = await keeper().protect({ schema, settings: { apiKey: 'sk_live_1', region: 'us' }, place })
  expect(stored.settings).toEqual({ region: 'us' })
  expect(stored.secrets).toEqual({ '/apiKey': expect.objectContaining({ type: 'sealed', key: '2026' }) as unknown })
  expect(JSON.stringify(stored)).not.toContain('sk_live_1')
  const { settings, redactor } = await keeper().reveal(schema, stored, place)
  expect(settings).toEqual({ apiKey: 'sk_live_1', region: 'us' })
  expect(redactor.clean('key sk_live_1')).toBe('key [redacted]')
})

test('defaults are those of the schema at the time of use, secret ones are redacted, too', async () => {
  const stored = await keeper().protect({ schema, settings: { token: 'tk' }, place })
  expect(stored.settings).toEqual({})
  expect((await keeper().reveal(schema, stored, place)).settings).toEqual({ token: 'tk', region: 'eu' })
  const withDefault = z.object({ key: z.string().meta({ isSecret: true }).default('built-in-key') })
  const { redactor } = await keeper().reveal(withDefault, { settings: {}, secrets: {} }, place)
  expect(redactor.clean('built-in-key')).toBe('[redacted]')
})

test('every problem is told, and no secret', async () => {
  const settings = { apiKey: 'sk_1', region: 'mars', hosts: [{ url: 1, token: 'sk_live_2' }], other: 'x' }
  const protecting = keeper().protect({ schema, settings, place })
  await expect(protecting).rejects.toMatchObject({ code: 'invalid_options' })
  await expect(protecting).rejects.toThrow(
    /apiKey: is too short[^]*region: [^]*hosts\[0\]\.url: [^]*other: there is no such setting/,
  )
  const telling = z.object({
    key: z
      .string({ error: ({ input }) => `bad ${String(input)}` })
      .length(99)
      .meta({ isSecret: true }),
  })
  await expect(keeper().protect({ schema: telling, settings: { key: 'sk_live_1' }, place })).rejects.not.toThrow(
    'sk_live',
  )
  await expect(keeper().protect({ schema: telling, settings: { key: 12345678 }, place })).rejects.toThrow(
    'bad [redacted]',
  )
})

test('a reference is kept as it is, and looked up each time', async () => {
  const stored = await keeper().protect({ schema, settings: { apiKey: { env: 'CLOCKIFY_KEY' } }, place })
  expect(stored.secrets).toEqual({ '/apiKey': { type: 'reference', reference: { env: 'CLOCKIFY_KEY' } } })
  const { settings, redactor } = await keeper().reveal(schema, stored, place)
  expect(settings.apiKey).toBe('from-the-environment')
  expect(redactor.clean('from-the-environment')).toBe('[redacted]')
  const changed = new SecretKeeper({ environment: { CLOCKIFY_KEY: 'another-one' } })
  expect((await changed.reveal(schema, stored, place)).settings.apiKey).toBe('another-one')
})

test('without keys references can be kept, and secrets cannot', async () => {
  const without = new SecretKeeper({ environment })
  await without.protect({ schema, settings: { apiKey: { env: 'CLOCKIFY_KEY' } }, place })
  await expect(without.protect({ schema, settings: { apiKey: 'sk_live_1' }, place })).rejects.toMatchObject({
    code: 'secrets_key_missing',
  })
})

test('what a reference stands for is checked where it can be looked up, its form and everything else in any case', async () => {
  const protect = (settings: unknown): Promise<unknown> => keeper().protect({ schema, settings, place })
  await expect(protect({ apiKey: { env: 'SHORT' } })).rejects.toThrow('apiKey: is too short')
  await expect(protect({ apiKey: { env: 'SHORT' } })).rejects.not.toThrow('tiny')
  await protect({ apiKey: { env: 'ELSEWHERE' } })
  await expect(protect({ apiKey: { env: 'ELSEWHERE' }, region: 'mars' })).rejects.toThrow('region')
  await expect(protect({ apiKey: { env: 'ELSEWHERE' }, token: 'tk' })).rejects.toThrow('give either apiKey or token')
  await expect(protect({ apiKey: { vault: 'x' } })).rejects.toThrow('apiKey')
  await expect(protect({ region: { env: 'REGION' } })).rejects.toThrow('region')
})

test('what is not there when it is needed is named, with the remedy', async () => {
  for (const name of ['ELSEWHERE', 'EMPTY', 'toString']) {
    const stored = await keeper().protect({ schema, settings: { apiKey: { env: name } }, place })
    await expect(keeper().reveal(schema, stored, place)).rejects.toMatchObject({
      code: 'secrets_reference_missing',
      message: `secret /apiKey of source 5 in account 1 is in environment variable ${name}, which is not set here: set it, or enter the secret`,
    })
  }
})

test('other references are looked up by the function of the app', async () => {
  const vault = keeper((reference) => (JSON.stringify(reference) === '{"vault":"a"}' ? 'from-the-vault' : undefined))
  const stored = await vault.protect({ schema, settings: { apiKey: { ref: { vault: 'a' } } }, place })
  expect((await vault.reveal(schema, stored, place)).settings.apiKey).toBe('from-the-vault')
  await expect(keeper().reveal(schema, stored, place)).rejects.toThrow('give createManager({ secrets: { resolve } })')
  const other = await vault.protect({ schema, settings: { apiKey: { ref: 'b' } }, place })
  await expect(vault.reveal(schema, other, place)).rejects.toThrow('secrets.resolve does not know')
  const failing = keeper(() => {
    throw new Error('token hvs.1234 expired')
  })
  await expect(failing.reveal(schema, stored, place)).rejects.toMatchObject({ isRetryable: true })
  await expect(failing.reveal(schema, stored, place)).rejects.not.toThrow('hvs.1234')
})

test('what a read shows can be given back: secrets are kept, wherever they went', async () => {
  const hosts = [
    { url: 'a', token: 'sk_live_a' },
    { url: 'b', token: 'sk_live_b' },
  ]
  const previous = await keeper().protect({ schema, settings: { apiKey: { env: 'CLOCKIFY_KEY' }, hosts }, place })
  const shown = showSettings(previous)
  expect(shown).toEqual({
    apiKey: { env: 'CLOCKIFY_KEY' },
    hosts: [
      { url: 'a', token: { kept: '/hosts/0/token' } },
      { url: 'b', token: { kept: '/hosts/1/token' } },
    ],
  })
  const same = await keeper().protect({ schema, settings: shown, place, previous })
  expect((await keeper().reveal(schema, same, place)).settings.hosts).toEqual(hosts)
  const settings = { apiKey: 'sk_live_new', hosts: [{ url: 'b2', token: { kept: '/hosts/1/token' } }] }
  const edited = await keeper().protect({ schema, settings, place, previous })
  expect((await keeper().reveal(schema, edited, place)).settings).toEqual({
    apiKey: 'sk_live_new',
    region: 'eu',
    hosts: [{ url: 'b2', token: 'sk_live_b' }],
  })
})

test('what was never there cannot be kept', async () => {
  for (const path of ['/apiKey', '/hosts/7/token', 'constructor', '']) {
    await expect(keeper().protect({ schema, settings: { apiKey: { kept: path } }, place })).rejects.toThrow(
      'names a secret to be kept that is not there: enter the secret',
    )
  }
})

test('a record of another place is not opened', async () => {
  const stored = await keeper().protect({ schema, settings: { apiKey: 'sk_live_1' }, place })
  await expect(keeper().reveal(schema, stored, { ...place, id: 6 })).rejects.toMatchObject({
    code: 'secrets_unreadable',
  })
})
