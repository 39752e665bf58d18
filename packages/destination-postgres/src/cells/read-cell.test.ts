import { expect, it } from 'vitest'
import { readCell } from './read-cell.ts'

it('gives each value its one form', () => {
  expect(readCell('12.500', 'decimal')).toBe('12.5')
  expect(readCell('12.000', 'decimal')).toBe('12')
  expect(readCell('1200', 'decimal')).toBe('1200')
  expect(readCell('2026-03-29 01:30:00.5+00', 'timestamp')).toBe('2026-03-29T01:30:00.5Z')
  expect(readCell('0001-02-29 00:00:00+00 BC', 'timestamp')).toBe('0000-02-29T00:00:00Z')
  expect(readCell('0001-02-29 BC', 'date')).toBe('0000-02-29')
  expect(readCell(String.raw`\x00ff`, 'binary')).toStrictEqual(Uint8Array.of(0, 255))
  expect(readCell('\ufefftext', 'text')).toBe('\ufefftext')
  expect(readCell(null, 'text')).toBe(null)
})

it('refuses what is no cell', () => {
  expect(() => readCell(true, 'integer')).toThrow('Postgres gave a boolean for a cell of type integer')
  expect(() => readCell(1, 'boolean')).toThrow('Postgres gave a number for a cell of type boolean')
})
