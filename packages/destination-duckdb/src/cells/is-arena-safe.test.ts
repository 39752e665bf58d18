import { expect, it } from 'vitest'
import { isArenaSafe } from './is-arena-safe.ts'

it('finds the layout of this DuckDB to be the one that the arena writes', () => {
  expect(isArenaSafe()).toBe(true)
})
