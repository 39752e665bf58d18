import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parsePath } from '../../kit/parse-path.ts'
import { hasPath, valueAt, withValueAt } from './path-values.ts'

const name = fc.oneof(fc.constantFrom('a', 'b', '__proto__', 'constructor'), fc.string({ minLength: 1 }))
const inText = (steps: readonly string[]): string =>
  steps
    .map((step) => (step === '[]' || step === '{}' ? `\\${step}` : step.replaceAll(/[\\.]/g, String.raw`\$&`)))
    .join('.')

describe('valueAt', () => {
  const record = { id: 1, user: { name: 'Ann', tags: ['a'], 'x.y': { z: null } } }

  it.each([
    ['id', 1],
    ['user.name', 'Ann'],
    ['user', record.user],
    ['user.x\\.y.z', null],
    ['user.x.y.z', undefined],
    ['name', undefined],
    ['id.length', undefined],
    ['user.name.length', undefined],
    // Arrays are led through by tables, not by keys.
    ['user.tags.[]', undefined],
    ['', record],
  ])('%s', (path, expected) => {
    expect(valueAt(record, path)).toEqual(expected)
  })

  it('takes nothing from prototypes', () => {
    expect(valueAt({}, 'constructor')).toBeUndefined()
    expect(valueAt({}, '__proto__')).toBeUndefined()
    expect(valueAt({ a: Object.create({ b: 1 }) }, 'a.b')).toBeUndefined()
  })

  it.each([null, undefined, 'text', 7])('finds nothing in %s', (given) => {
    expect(valueAt(given, 'a')).toBeUndefined()
  })
})

describe('hasPath', () => {
  const record = { user: { memberships: [{}, { roles: [{ name: 'admin' }] }], empty: [], gone: null } }

  it.each([
    ['user', true],
    ['user.memberships', true],
    ['user.memberships.roles.name', true],
    ['user.memberships.[].roles.[].name', true],
    ['user.empty', true],
    ['user.gone', true],
    ['user.empty.name', false],
    ['user.gone.name', false],
    ['user.memberships.role', false],
    ['user.[].memberships', false],
    ['toString', false],
  ])('%s: %s', (path, expected) => {
    expect(hasPath(record, parsePath(path))).toBe(expected)
  })

  it('looks through arrays in arrays', () => {
    expect(hasPath({ grid: [[], [{ x: 1 }]] }, parsePath('grid.x'))).toBe(true)
    expect(hasPath({ grid: [[], [{ x: 1 }]] }, parsePath('grid.[].[].x'))).toBe(true)
    expect(hasPath({ grid: [1, [{ y: 1 }]] }, parsePath('grid.x'))).toBe(false)
  })
})

describe('withValueAt', () => {
  it('puts a value where valueAt finds it, and changes nothing else', () => {
    const steps = fc.array(name, { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(fc.dictionary(name, fc.dictionary(name, fc.nat())), steps, fc.nat(), (record, path, value) => {
        const before = structuredClone(record)
        const after = withValueAt(record, inText(path), value)
        expect(valueAt(after, inText(path))).toBe(value)
        expect(record).toEqual(before)
        const others = Object.keys(record).filter((other) => other !== path[0])
        for (const other of others) expect(valueAt(after, inText([other]))).toBe(record[other])
      }),
    )
  })

  it('keeps what stands beside it on the way', () => {
    expect(withValueAt({ meta: { id: 1, name: 'Ann' } }, 'meta.id', 2)).toEqual({ meta: { id: 2, name: 'Ann' } })
  })

  it.each([null, 'text', [1]])('makes an object where %j stands in the way', (given) => {
    expect(withValueAt({ meta: given }, 'meta.id', 2)).toEqual({ meta: { id: 2 } })
  })

  it('makes a field of __proto__, and no prototype', () => {
    const record = withValueAt({}, '__proto__.isAdmin', true)
    expect(Object.hasOwn(record, '__proto__')).toBe(true)
    expect(Reflect.get(record, 'isAdmin')).toBeUndefined()
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
  })
})
