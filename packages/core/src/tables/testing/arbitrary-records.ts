import fc from 'fast-check'

/** Keys that are apt to be confused, beside ordinary ones. */
const key: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c', 'A', 'fooBar', 'foobar') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'a.b',
      'a__b',
      '[]',
      '{}',
      '',
      '\\',
      '_index',
      '_index_1',
      '_mr_run',
      'value',
      'user_id',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('__proto__', 'constructor', 'toString', 'a__text', 'x'.repeat(80)) },
  { weight: 1, arbitrary: fc.string({ maxLength: 5 }) },
)

/** Scalars of every kind, the edges of the types among them. */
export const scalar: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, undefined, true, false, 0, -0, 1, 15, 1.5, 0.1, 1e21, 2 ** 53, 2 ** 60, -1e300),
  fc.constantFrom(2n ** 53n + 1n, 2n ** 60n, 2n ** 63n - 1n, 2n ** 63n, -(2n ** 70n), 5n),
  fc.constantFrom(
    '',
    '15',
    '1.50',
    'abc',
    '2024-01-01',
    '10:00:00',
    '2024-01-01T10:00:00Z',
    '2024-01-01T10:00:00.000+02:00',
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt(),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 4 }),
)

const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: scalar },
    { weight: 2, arbitrary: objectOf(tie('value')) },
    { weight: 2, arbitrary: fc.array(tie('value'), { maxLength: 3 }) },
  ),
})).value

/** Records with ids of their own. */
export const records: fc.Arbitrary<Record<string, unknown>[]> = fc
  .array(objectOf(value, 6), { maxLength: 8 })
  .map((records) => records.map((record, index) => ({ ...record, id: index })))

/** An object with own fields only, whatever they are called. */
export function objectOf(value: fc.Arbitrary<unknown>, maxLength = 4): fc.Arbitrary<Record<string, unknown>> {
  return fc.array(fc.tuple(key, value), { maxLength }).map((entries) => Object.fromEntries(entries))
}
