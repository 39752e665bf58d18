import type { JsonValue } from '@millrace/core'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { joinSettings } from './join-settings.ts'
import { splitSettings } from './split-settings.ts'

const secret = z.string().meta({ isSecret: true })

interface Case {
  readonly what: string
  readonly schema: z.ZodType
  readonly given: unknown
  readonly settings: JsonValue
  readonly secrets: Readonly<Record<string, JsonValue>>
}

const cases: readonly Case[] = [
  {
    what: 'a field',
    schema: z.object({ apiKey: secret, region: z.string() }),
    given: { apiKey: 's1', region: 'eu' },
    settings: { region: 'eu' },
    secrets: { '/apiKey': 's1' },
  },
  {
    what: 'wrapped, before or behind the mark',
    schema: z.object({
      a: secret.optional(),
      b: secret.nullable().default('x'),
      c: z.string().optional().meta({ isSecret: true }),
      d: z
        .string()
        .meta({ isSecret: true })
        .min(2)
        .brand('d')
        .readonly()
        .catch(() => 'x' as never),
      e: secret.nullish(),
      f: secret.optional(),
    }),
    given: { a: 's1', b: 's2', c: 's3', d: 's4', e: null, f: undefined },
    settings: { e: null },
    secrets: { '/a': 's1', '/b': 's2', '/c': 's3', '/d': 's4' },
  },
  {
    what: 'at any depth',
    schema: z.object({ deep: z.object({ er: z.object({ key: secret, name: z.string() }).optional() }).nullable() }),
    given: { deep: { er: { key: 's1', name: 'n' } } },
    settings: { deep: { er: { name: 'n' } } },
    secrets: { '/deep/er/key': 's1' },
  },
  {
    what: 'arrays, of objects and of secrets',
    schema: z.object({
      hosts: z.array(z.object({ url: z.string(), token: secret.optional() })),
      keys: z.array(secret),
    }),
    given: { hosts: [{ url: 'a', token: 's1' }, { url: 'b' }, { url: 'c', token: 's2' }], keys: ['s3', 's4'] },
    settings: { hosts: [{ url: 'a' }, { url: 'b' }, { url: 'c' }], keys: [null, null] },
    secrets: { '/hosts/0/token': 's1', '/hosts/2/token': 's2', '/keys/0': 's3', '/keys/1': 's4' },
  },
  {
    what: 'tuples',
    schema: z.tuple([z.string(), secret], secret),
    given: ['me', 's1', 's2'],
    settings: ['me', null, null],
    secrets: { '/1': 's1', '/2': 's2' },
  },
  {
    what: 'records, with keys that need escaping',
    schema: z.object({ headers: z.record(z.string(), secret), users: z.record(z.string(), z.object({ key: secret })) }),
    given: { headers: { 'x/y~z': 's1', '': 's2' }, users: JSON.parse('{"__proto__":{"key":"s3"}}') as unknown },
    settings: { headers: {}, users: JSON.parse('{"__proto__":{}}') as JsonValue },
    secrets: { '/headers/x~1y~0z': 's1', '/headers/': 's2', '/users/__proto__/key': 's3' },
  },
  {
    what: 'unions, where it is secret in one shape',
    schema: z.object({
      auth: z.union([z.object({ token: secret }), z.object({ token: z.string(), user: z.string() })]),
    }),
    given: { auth: { token: 's1', user: 'me' } },
    settings: { auth: { user: 'me' } },
    secrets: { '/auth/token': 's1' },
  },
  {
    what: 'unions of a text and an object with a secret',
    schema: z.object({ auth: z.union([z.literal('none'), z.object({ token: secret })]) }),
    given: { auth: 'none' },
    settings: { auth: 'none' },
    secrets: {},
  },
  {
    what: 'discriminated unions',
    schema: z.discriminatedUnion('type', [
      z.object({ type: z.literal('basic'), user: z.string(), password: secret }),
      z.object({ type: z.literal('token'), token: secret }),
    ]),
    given: { type: 'basic', user: 'me', password: 's1' },
    settings: { type: 'basic', user: 'me' },
    secrets: { '/password': 's1' },
  },
  {
    what: 'intersections',
    schema: z.intersection(z.object({ key: secret }), z.object({ name: z.string() })),
    given: { key: 's1', name: 'n' },
    settings: { name: 'n' },
    secrets: { '/key': 's1' },
  },
  {
    what: 'whole objects, and numbers',
    schema: z.object({
      account: z.object({ private_key: z.string() }).meta({ isSecret: true }),
      pin: z.number().meta({ isSecret: true }),
    }),
    given: { account: { private_key: 's1' }, pin: 1234 },
    settings: {},
    secrets: { '/account': { private_key: 's1' }, '/pin': 1234 },
  },
  {
    what: 'refined and transformed objects',
    schema: z
      .object({ key: secret.transform((key) => key.length), name: z.string() })
      .refine(() => true)
      .transform(({ name }) => name),
    given: { key: 's1', name: 'n' },
    settings: { name: 'n' },
    secrets: { '/key': 's1' },
  },
  {
    what: 'a value that another function turns into one with secrets: all of it',
    schema: z.object({ auth: z.preprocess((text) => ({ key: text }), z.object({ key: secret })), name: z.string() }),
    given: { auth: 's1', name: 'n' },
    settings: { name: 'n' },
    secrets: { '/auth': 's1' },
  },
  {
    what: 'a codec',
    schema: z.object({ auth: z.codec(z.string(), secret, { decode: (text) => text, encode: (text) => text }) }),
    given: { auth: 's1' },
    settings: {},
    secrets: { '/auth': 's1' },
  },
  {
    what: 'a pipe whose end is secret',
    schema: z.object({ key: z.string().pipe(secret) }),
    given: { key: 's1' },
    settings: {},
    secrets: { '/key': 's1' },
  },
  {
    what: 'something of another shape that is corrected',
    schema: z.object({ auth: z.object({ key: secret }).catch({ key: '' }) }),
    given: { auth: 's1' },
    settings: {},
    secrets: { '/auth': 's1' },
  },
  {
    what: 'keys that the schema does not know: they are dropped',
    schema: z.object({ apiKey: secret.optional(), loose: z.looseObject({ key: secret }) }),
    given: { apikey: 's1', loose: { key: 's2', other: 1 } },
    settings: { loose: { other: 1 } },
    secrets: { '/loose/key': 's2' },
  },
  {
    what: 'names of which JavaScript has something already',
    schema: z.object({ settings: z.object({ key: secret }).optional() }),
    given: { constructor: 's1', toString: 's2' },
    settings: {},
    secrets: {},
  },
  {
    what: 'schemas without secrets: anything goes',
    schema: z.object({ any: z.any(), unknown: z.unknown(), json: z.json(), custom: z.custom<object>() }),
    given: { any: { a: 1 }, unknown: [1], json: { b: [null] }, custom: {} },
    settings: { any: { a: 1 }, unknown: [1], json: { b: [null] }, custom: {} },
    secrets: {},
  },
  { what: 'a secret alone', schema: secret, given: 's1', settings: null, secrets: { '': 's1' } },
]

test.for(cases)('secrets are found in $what', ({ schema, given, settings, secrets }) => {
  const split = splitSettings(schema, given)
  expect(split.settings).toStrictEqual(settings)
  const values = [...split.secrets].map(
    ([path, found]) => [path, found.type === 'value' ? found.value : found] as const,
  )
  expect(Object.fromEntries(values)).toStrictEqual(secrets)
  const joined = joinSettings(schema, { settings: split.settings, secrets: new Map(Object.entries(secrets)) })
  expect(joined).toEqual(schema.parse(given))
})

test('a schema that contains itself is followed as far as the value goes', () => {
  interface Node {
    readonly key: string
    readonly next?: Node | undefined
  }
  const node: z.ZodType<Node> = z.object({ key: secret, next: z.lazy(() => node).optional() })
  const split = splitSettings(node, { key: 's1', next: { key: 's2', next: { key: 's3' } } })
  expect([...split.secrets.keys()]).toEqual(['/key', '/next/key', '/next/next/key'])
})

test('in place of a secret a reference may stand, or that it is kept', () => {
  const schema = z.object({ a: secret, b: secret, c: secret, d: secret, plain: z.any() })
  const plain = { env: 'NO_SECRET' }
  const split = splitSettings(schema, {
    a: { env: 'A' },
    b: { ref: { vault: 'b' } },
    c: { kept: '/c' },
    d: { env: '' },
    plain,
  })
  expect(split.settings).toEqual({ plain })
  expect(Object.fromEntries(split.secrets)).toEqual({
    '/a': { type: 'reference', reference: { env: 'A' } },
    '/b': { type: 'reference', reference: { ref: { vault: 'b' } } },
    '/c': { type: 'kept', path: '/c' },
    '/d': { type: 'value', value: { env: '' } },
  })
})

test('what has no shape of the schema is a secret, and so is what stands in its place in an update', () => {
  const auth = z.object({ key: secret, env: z.string().optional() })
  const schema = z.object({ auth: z.union([auth, z.preprocess((text) => ({ key: text }), auth)]) })
  expect([...splitSettings(schema, { auth: 's1' }).secrets]).toEqual([['/auth', { type: 'value', value: 's1' }]])
  const other = z.object({ auth: auth.catch({ key: '' }) })
  expect([...splitSettings(other, { auth: ['s1'] }).secrets]).toEqual([['/auth', { type: 'value', value: ['s1'] }]])
  expect([...splitSettings(other, { auth: { kept: '/auth' } }).secrets]).toEqual([
    ['/auth', { type: 'kept', path: '/auth' }],
  ])
  expect(splitSettings(other, { auth: { env: 'production' } })).toEqual({
    settings: { auth: { env: 'production' } },
    secrets: new Map(),
  })
})

test('what is no JSON is refused, all of it at once and without its values', () => {
  const given = { at: new Date(), list: [() => 's1', Number.NaN], map: new Map([['a', 's1']]), fine: undefined }
  const split = (): unknown => splitSettings(z.any(), given)
  expect(split).toThrow('4 invalid options')
  expect(split).toThrow(
    /\/at: must be JSON.*\n- \/list\/0: must be JSON.*\n- \/list\/1: must be a finite number\n- \/map: must/,
  )
  expect(split).not.toThrow('s1')
})
