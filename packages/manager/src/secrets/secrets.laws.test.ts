import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { cleanError } from './clean-error.ts'
import { SecretKeeper } from './secret-keeper.ts'
import { showSettings } from './show-settings.ts'
import { arbitrarySettings } from './testing/arbitrary-settings.ts'
import { sampleKey, samplePlace as place } from './testing/sample-keys.ts'

const keeper = new SecretKeeper({ keys: [sampleKey('2026')], environment: {} })

/** Every text in a value, keys as well. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Reflect.ownKeys(value).flatMap((key) => [String(key), ...textsIn(Reflect.get(value, key))])
}

function expectNone(value: unknown, secrets: readonly string[]): void {
  const texts = textsIn(value)
  for (const secret of secrets) expect(texts.filter((text) => text.includes(secret))).toEqual([])
}

test('whatever the schema: neither what is stored nor what a read shows holds a secret, and it all comes back', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrarySettings, async ({ schema, given, secrets }) => {
      const stored = await keeper.protect({ schema, settings: given, place })
      expectNone(stored, secrets)
      const shown = showSettings(stored)
      expectNone(shown, secrets)
      const revealed = await keeper.reveal(schema, stored, place)
      expect(revealed.settings).toEqual(schema.parse(given))
      const again = await keeper.protect({ schema, settings: shown, place, previous: stored })
      expect((await keeper.reveal(schema, again, place)).settings).toEqual(revealed.settings)
      for (const secret of secrets) expect(revealed.redactor.clean(`< ${secret} >`)).toBe('< [redacted] >')
    }),
    { numRuns: 400 },
  )
})

test('whatever the schema refuses: no error holds a secret, whether of a save or of a connection', async () => {
  await fc.assert(
    fc.asyncProperty(arbitrarySettings, fc.boolean(), async ({ schema, given, secrets }, isTelling) => {
      const refusing = schema.superRefine((value, context) => {
        context.addIssue({
          code: 'custom',
          message: `no: ${isTelling ? textsIn(value).join(' ') : ''}`,
          path: textsIn(value).slice(0, 3),
        })
      })
      const error: unknown = await keeper
        .protect({ schema: refusing, settings: given, place })
        .catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'invalid_options' })
      expectNone(error, secrets)
      const stored = await keeper.protect({ schema, settings: given, place })
      const { settings, redactor } = await keeper.reveal(schema, stored, place)
      const connecting = new Error(`cannot connect with ${textsIn(settings).join(' ')}`, { cause: { settings } })
      const cleaned = cleanError(connecting, redactor)
      expectNone(cleaned, secrets)
      for (const secret of secrets) expect(inspect(cleaned, { depth: 20 })).not.toContain(secret)
    }),
    { numRuns: 300 },
  )
})

test('wrong values where secrets are expected are not shown either', async () => {
  const text = z.string({ error: ({ input }) => `not ${inspect(input)}` }).meta({ isSecret: true })
  const schema = z.object({ a: text, b: z.array(text), c: z.record(z.string(), text), d: z.object({ e: text }) })
  await fc.assert(
    fc.asyncProperty(fc.stringMatching(/^[0-9a-f]{12}$/), fc.nat({ max: 5 }), async (secret, form) => {
      const wrong = [[secret], { secret }, { key: [secret] }, Number.parseInt(secret, 16), [[secret]], { [secret]: 1 }][
        form
      ]
      for (const settings of [
        { a: wrong },
        { b: [wrong] },
        { c: { x: wrong } },
        { d: { e: wrong } },
        { d: wrong },
        wrong,
      ]) {
        const error: unknown = await keeper.protect({ schema, settings, place }).catch((thrown: unknown) => thrown)
        expect(error).toMatchObject({ code: 'invalid_options' })
        expectNone(error, [form === 3 ? String(Number.parseInt(secret, 16)) : secret])
      }
    }),
    { numRuns: 200 },
  )
})
