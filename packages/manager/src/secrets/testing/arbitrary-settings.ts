import fc from 'fast-check'
import { z } from 'zod'

/** A schema with settings that it accepts. */
export interface ArbitrarySettings {
  readonly schema: z.ZodType
  readonly given: unknown
  /** The texts in them that must not be seen. */
  readonly secrets: readonly string[]
}

/** Any text that does not turn up anywhere else by chance. */
const secretText = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.stringMatching(/^[0-9a-f]{12}$/))
  .map(([start, end]) => `${start}${end}`)

const plain: fc.Arbitrary<ArbitrarySettings> = fc.constantFrom(
  { schema: z.string(), given: 'plain', secrets: [] },
  { schema: z.number(), given: 0.5, secrets: [] },
  { schema: z.enum(['eu', 'us']).default('eu'), given: undefined, secrets: [] },
  { schema: z.unknown(), given: { any: ['thing', null] }, secrets: [] },
)

/** Messages of these repeat what was given. */
const secret: fc.Arbitrary<ArbitrarySettings> = fc
  .tuple(secretText, fc.nat({ max: 5 }))
  .map(([text, form]): ArbitrarySettings => {
    const base = z.string({ error: ({ input }) => `bad ${JSON.stringify(input)}` }).meta({ isSecret: true })
    const forms: readonly (readonly [z.ZodType, unknown])[] = [
      [base, text],
      [base.optional(), text],
      [base.nullable().default('x'), text],
      [z.object({ user: z.string(), key: z.string() }).meta({ isSecret: true }), { user: text, key: text }],
      [z.preprocess((given) => [given], z.array(base)), text],
      [z.union([z.object({ never: z.literal(1) }), base]), text],
    ]
    const [schema, given] = forms[form] ?? [base, text]
    return { schema, given, secrets: [text] }
  })

/** Keys that settings have, and some that make trouble. */
const key = fc.constantFrom('apiKey', 'hosts', 'a.b', 'a/b', 'a~1', '', '0', 'ü', '__proto__')

/** Schemas of any depth with secrets in them. */
export const arbitrarySettings: fc.Arbitrary<ArbitrarySettings> = fc.letrec<{
  readonly tree: ArbitrarySettings
  readonly branch: ArbitrarySettings
}>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, depthIdentifier: 'settings' }, secret, plain, tie('branch'), tie('branch')),
  branch: fc
    .tuple(fc.uniqueArray(fc.tuple(key, tie('tree')), { maxLength: 4, selector: ([name]) => name }), fc.nat({ max: 8 }))
    .map(([fields, form]) => branchOf(fields, form)),
})).branch

function branchOf(fields: readonly (readonly [string, ArbitrarySettings])[], form: number): ArbitrarySettings {
  // Zod itself knows no field of this name.
  const known = fields.filter(([name]) => name !== '__proto__')
  const shape = Object.fromEntries(known.map(([name, { schema }]) => [name, schema]))
  const given = Object.fromEntries(
    known.flatMap(([name, field]) => (field.given === undefined ? [] : [[name, field.given]])),
  )
  const secrets = known.flatMap(([, field]) => field.secrets)
  const object = z.object(shape)
  const forms: readonly ArbitrarySettings[] = [
    { schema: object, given, secrets },
    { schema: z.strictObject(shape).readonly().optional(), given, secrets },
    { schema: z.looseObject(shape).nullable(), given: { ...given, loose: 'plain' }, secrets },
    { schema: z.lazy(() => object).catch({}), given, secrets },
    { schema: z.union([z.string(), z.array(z.number()), object]), given, secrets },
    { schema: z.intersection(object, z.object({ both: z.string() })), given: { ...given, both: 'plain' }, secrets },
    { schema: object.transform((value) => [value]), given, secrets },
    ...recordAndArray(fields),
  ]
  return forms[form] ?? { schema: object, given, secrets }
}

/** Where any value may be that one of the fields may be. */
function recordAndArray(fields: readonly (readonly [string, ArbitrarySettings])[]): readonly ArbitrarySettings[] {
  const schema = z.union(fields.map(([, field]) => field.schema))
  const values = fields.map(([name, { given }]) => [name, given ?? null] as const)
  const secrets = fields.flatMap(([, field]) => field.secrets)
  if (fields.length === 0) return []
  return [
    { schema: z.record(z.string(), schema.nullable()), given: Object.fromEntries(values), secrets },
    { schema: z.array(schema.nullable()), given: values.map(([, value]) => value), secrets },
  ]
}
