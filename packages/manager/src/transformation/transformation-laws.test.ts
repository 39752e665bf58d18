import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, it } from 'vitest'
import { compileTransformation } from './compile-transformation.ts'
import type { TransformationStep } from './transformation-data.ts'
import { TransformationError } from './transformation-error.ts'

const name = fc.constantFrom('a', 'b', 'c', '__proto__')
const scalar = fc.oneof(fc.constantFrom(null, undefined, '5', ' Ab ', 'x', true), fc.integer(), fc.bigInt())
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
  ),
}))
const record = fc
  .array(fc.tuple(name, value), { maxLength: 4 })
  .map((entries): Readonly<Record<string, unknown>> => Object.fromEntries(entries))
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('.'))
const step: fc.Arbitrary<TransformationStep> = fc.oneof(
  fc.record({ do: fc.constant('rename' as const), path, to: path }),
  fc.record({
    do: fc.constantFrom('drop' as const, 'lower' as const, 'upper' as const, 'trim' as const, 'hash' as const),
    path,
  }),
  fc.record({ do: fc.constant('cast' as const), path, type: fc.constantFrom('integer', 'text', 'json', 'boolean') }),
  fc.record({ do: fc.constantFrom('set' as const, 'default' as const), path, value: fc.constantFrom(1, 'x', null) }),
)

describe('a transformation', () => {
  it('never changes the record it is given, and either answers or rejects', () => {
    const law = fc.property(fc.array(step, { maxLength: 5 }), record, (steps, given) => {
      const before = structuredClone(given)
      freeze(given)
      attempt(steps, given)
      return isDeepStrictEqual(given, before)
    })
    fc.assert(law, { numRuns: 3000 })
  })

  it('gives the same record itself where nothing changes', () => {
    const law = fc.property(fc.constantFrom('lower' as const, 'trim' as const), path, record, (kind, at, given) => {
      const once = attempt([{ do: kind, path: at }], given)
      return once !== undefined && attempt([{ do: kind, path: at }], once) === once
    })
    fc.assert(law)
  })

  it('applies to each value at the path, as plain recursion does', () => {
    const law = fc.property(path, record, (at, given) => {
      const changed = attempt([{ do: 'upper', path: at }], given)
      return isDeepStrictEqual(changed, upperAt(given, at.split('.')))
    })
    fc.assert(law, { numRuns: 1000 })
  })

  it('takes a rename back by the opposite one', () => {
    const law = fc.property(name, record, (from, given) => {
      const there = attempt([{ do: 'rename', path: from, to: 'new.place' }], given)
      const back =
        there &&
        attempt(
          [
            { do: 'rename', path: 'new.place', to: from },
            { do: 'drop', path: 'new' },
          ],
          there,
        )
      return isDeepStrictEqual(back, given)
    })
    fc.assert(law, { numRuns: 1000 })
  })
})

function attempt(
  steps: readonly TransformationStep[],
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> | undefined {
  try {
    const answer = compileTransformation({ steps }, { functions: {}, hashKey: 'k' }).apply(given)
    return answer instanceof Promise ? undefined : answer
  } catch (error) {
    if (TransformationError.isInstance(error)) return undefined
    throw error
  }
}

function upperAt(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => upperAt(element, names))
  const [first = '', ...rest] = names
  if (names.length === 0) return typeof value === 'string' ? value.toUpperCase() : value
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, first)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === first ? upperAt(inner, rest) : inner]),
  )
}

function freeze(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  Object.freeze(value)
  for (const inner of Object.values(value)) freeze(inner)
}
