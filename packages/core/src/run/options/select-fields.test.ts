import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import { selectFields } from './select-fields.ts'

const names = ['a', 'b', 'c', 'd.e', '__proto__'] as const

type Value = null | number | readonly Value[] | { readonly [key: string]: Value }

const { value } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.nat(9),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...names), tie('value')), { maxLength: 4 })
      .map((given) => Object.fromEntries(given)),
  ),
}))

const anyRecord = fc
  .array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 5 })
  .map((given): Readonly<Record<string, Value>> => Object.fromEntries(given))
const anyPaths = fc.array(fc.array(fc.constantFrom(...names), { minLength: 1, maxLength: 3 }), { maxLength: 5 })

const inText = (path: readonly string[]): string => path.map((name) => name.replaceAll('.', '\\.')).join('.')
const startsWith = (path: readonly string[], beginning: readonly string[]): boolean =>
  beginning.every((name, index) => path[index] === name)

/** The plainest way to say it: each field is judged by its own path, arrays left out of it. */
function select(given: Value, isKept: (path: readonly string[]) => boolean, path: readonly string[] = []): Value {
  if (Array.isArray(given)) return given.map((element: Value) => select(element, isKept, path))
  if (typeof given !== 'object' || given === null) return given
  return Object.fromEntries(
    Object.entries(given)
      .filter(([name]) => isKept([...path, name]))
      .map(([name, member]) => [name, select(member, isKept, [...path, name])]),
  )
}

describe('exclude', () => {
  it('leaves out exactly what a naive way leaves out', () => {
    fc.assert(
      fc.property(anyRecord, anyPaths, (record, paths) => {
        const actual = selectFields({ exclude: paths.map(inText) }, []).apply(record)
        const expected = select(record, (path) => !paths.some((excluded) => startsWith(path, excluded)))
        expect(isDeepStrictEqual(actual, expected)).toBe(true)
      }),
    )
  })

  it('leaves out the whole field, also when a field inside is named, in either order', () => {
    const record = { id: 1, person: { name: 'Ann', age: 3 } }
    expect(selectFields({ exclude: ['person', 'person.name'] }, []).apply(record)).toEqual({ id: 1 })
    expect(selectFields({ exclude: ['person.name', 'person'] }, []).apply(record)).toEqual({ id: 1 })
  })

  it('reaches through arrays, with or without their step', () => {
    const record = { teams: [{ id: 1, members: [{ id: 2, email: 'a' }] }] }
    const expected = { teams: [{ id: 1, members: [{ id: 2 }] }] }
    expect(selectFields({ exclude: ['teams.members.email'] }, []).apply(record)).toEqual(expected)
    expect(selectFields({ exclude: ['teams.[].members.[].email'] }, []).apply(record)).toEqual(expected)
  })

  it('does not confuse a dot in a name with a step', () => {
    const record = { 'a.b': 1, a: { b: 2, c: 3 } }
    expect(selectFields({ exclude: ['a\\.b'] }, []).apply(record)).toEqual({ a: { b: 2, c: 3 } })
    expect(selectFields({ exclude: ['a.b'] }, []).apply(record)).toEqual({ 'a.b': 1, a: { c: 3 } })
  })
})

describe('include', () => {
  it('keeps exactly what a naive way keeps', () => {
    fc.assert(
      fc.property(anyRecord, anyPaths, anyPaths, (record, paths, protectedPaths) => {
        const actual = selectFields({ include: paths.map(inText) }, protectedPaths.map(inText)).apply(record)
        const all = [...paths, ...protectedPaths]
        const expected = select(record, (path) =>
          all.some((included) => startsWith(path, included) || startsWith(included, path)),
        )
        expect(isDeepStrictEqual(actual, expected)).toBe(true)
      }),
    )
  })

  it('keeps the whole field, also when a field inside is named or protected', () => {
    const record = { meta: { id: 1, name: 'Ann' }, other: 2 }
    const whole = { meta: { id: 1, name: 'Ann' } }
    expect(selectFields({ include: ['meta', 'meta.name'] }, []).apply(record)).toEqual(whole)
    expect(selectFields({ include: ['meta'] }, ['meta.id']).apply(record)).toEqual(whole)
  })

  it('keeps what is protected, whatever is included', () => {
    expect(selectFields({ include: [] }, ['id']).apply({ id: 1, name: 'Ann' })).toEqual({ id: 1 })
    expect(selectFields({ include: [] }, []).apply({ id: 1, name: 'Ann' })).toEqual({})
  })
})

describe('selectFields', () => {
  it('says what it selects by, for the definition of the tables', () => {
    expect(selectFields({ include: ['b', 'a'] }, ['id'])).toMatchObject({ kind: 'include', paths: ['b', 'a'] })
    expect(selectFields({ exclude: ['b'] }, ['id'])).toMatchObject({ kind: 'exclude', paths: ['b'] })
  })

  it('leaves the record alone and shares what is untouched', () => {
    const record = Object.freeze({ id: 1, secret: 2, tags: Object.freeze([1]) })
    const selected = selectFields({ exclude: ['secret'] }, []).apply(record)
    expect(record).toEqual({ id: 1, secret: 2, tags: [1] })
    expect(selected['tags']).toBe(record.tags)
  })

  it('takes dates and bytes for values, not for objects with fields', () => {
    const record = { at: new Date(0), bytes: new Uint8Array([1]) }
    expect(selectFields({ exclude: ['at.year', 'bytes.0'] }, []).apply(record)).toEqual(record)
  })

  it('refuses a path that cannot be read', () => {
    expect(() => selectFields({ exclude: ['a..b'] }, [])).toThrow(InvalidOptionsError)
  })
})
