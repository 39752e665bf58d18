import { describe, expect, test } from 'vitest'
import { defaultCapabilities } from '../../contract/capabilities.ts'
import { isReservedName, NameRegistry } from './name-registry.ts'

const hash = /_[0-9a-f]{8}$/

function registry(
  count = 20,
  unit: 'bytes' | 'characters' = 'bytes',
  identifierCase = 'sensitive' as const,
): NameRegistry {
  return new NameRegistry({ ...defaultCapabilities, maxIdentifierLength: { count, unit }, identifierCase })
}

describe('a name', () => {
  test('is given as it was wanted', () => {
    expect(registry().take('name', 'a')).toBe('name')
  })

  test('that is taken gets a hash of the path, always the same', () => {
    const one = registry()
    one.take('foobar', 'fooBar')
    const name = one.take('foobar', 'foobar')
    expect(name).toBe('foobar_c3ab8ff1')
    const other = registry()
    other.take('foobar', 'something else')
    expect(other.take('foobar', 'foobar')).toBe(name)
  })

  test('that is too long is cut, and ends in a hash', () => {
    const name = registry().take('a_very_long_name_for_a_column', 'path')
    expect(name).toMatch(hash)
    expect(name).toHaveLength(20)
    expect(name.startsWith('a_very_long')).toBe(true)
  })

  test('is cut between characters', () => {
    expect(registry(20, 'bytes').take('ääääääääääääääää', 'p')).toMatch(/^ääääää?_[0-9a-f]{8}$/)
    expect(registry(20, 'bytes').take('😀'.repeat(9), 'p')).toMatch(/^(?:😀){2}_[0-9a-f]{8}$/u)
    expect(registry(20, 'characters').take('😀'.repeat(21), 'p')).toMatch(/^(?:😀){11}_[0-9a-f]{8}$/u)
  })

  test('counts in the unit of the destination', () => {
    expect(registry(20, 'characters').take('ä'.repeat(20), 'p')).toBe('ä'.repeat(20))
    expect(registry(20, 'bytes').take('ä'.repeat(10), 'p')).toBe('ä'.repeat(10))
  })

  test('gets another hash where even the hashed one is taken', () => {
    const names = registry()
    const taken = ['x', 'x', 'x'].map((name) => names.take(name, 'same'))
    expect(new Set(taken).size).toBe(3)
  })

  test('that differs only in a lone surrogate is another one', () => {
    const names = registry()
    names.take('x', 'a')
    expect(names.take('x', '\ud800')).not.toBe(names.take('x', '\ud801'))
  })

  test('can be given back', () => {
    const names = registry()
    names.take('x', 'a')
    names.release('x')
    expect(names.take('x', 'b')).toBe('x')
  })
})

describe('case', () => {
  const insensitive = (): NameRegistry => new NameRegistry({ ...defaultCapabilities, identifierCase: 'insensitive' })

  test('tells names apart', () => {
    const names = registry()
    expect([names.take('Name', 'a'), names.take('name', 'b')]).toEqual(['Name', 'name'])
  })

  test('does not where the destination folds it', () => {
    const names = insensitive()
    names.take('Straße', 'a')
    expect(names.take('strasse', 'b')).toMatch(hash)
    expect(insensitive().isSame('ID', 'id')).toBe(true)
  })
})

test.each([
  ['_index', true],
  ['_index_1', true],
  ['_index_12', true],
  ['_index_x', false],
  ['index', false],
  ['_mr_run', true],
  ['_MR_anything', true],
  ['mr_run', false],
])('%s is reserved: %s', (name, isReserved) => {
  expect(isReservedName(name, defaultCapabilities)).toBe(isReserved)
})
