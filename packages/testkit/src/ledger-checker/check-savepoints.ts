import type { JsonValue, StoredSavepoint } from '@millrace/core/plugin'
import { compareSavepoints, parseSavepoint } from '../synthetic-source/savepoint-value.ts'
import type { LedgerFacts } from './ledger-facts.ts'

/** (c) No savepoint moved back, was lost, or stands past the end of the source's log. */
export function checkSavepoints(
  facts: LedgerFacts,
  before: readonly StoredSavepoint[],
  logEnd: JsonValue,
): readonly string[] {
  const now = facts.state?.savepoints ?? []
  const pastEnd = now.filter(({ value }) => isSynthetic(value) && compare(value, logEnd) > 0)
  return [
    ...pastEnd.map((savepoint) => `${nameOf(savepoint)} stands past the end of the source's log`),
    ...before.flatMap((old) => {
      const next = now.find(({ partition }) => partition === old.partition)
      return next === undefined ? [`${nameOf(old)} was lost`] : compareStored(old, next)
    }),
  ]
}

function compareStored(old: StoredSavepoint, next: StoredSavepoint): readonly string[] {
  if (next.sequence < old.sequence)
    return [`${nameOf(old)}: its sequence fell from ${old.sequence} to ${next.sequence}`]
  const difference = compare(next.value, old.value)
  if (difference < 0) return [`${nameOf(old)} moved back`]
  if (difference !== 0 && next.sequence === old.sequence) return [`${nameOf(old)} changed without a new sequence`]
  return []
}

function compare(left: JsonValue, right: JsonValue): number {
  if (isSynthetic(left) && isSynthetic(right)) return compareSavepoints(parseSavepoint(left), parseSavepoint(right))
  return cursorTime(left) - cursorTime(right)
}

function isSynthetic(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && 'position' in value
}

/** The time in an engine's savepoint of a cursor stream: `{ "cursor": "2026-01-31T12:00:00Z" }`. */
export function cursorTime(value: JsonValue): number {
  const cursor: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'cursor') : value
  return typeof cursor === 'string' ? Date.parse(cursor) : Number(cursor)
}

function nameOf({ partition }: StoredSavepoint): string {
  return partition === '' ? 'the savepoint' : `the savepoint of partition ${partition}`
}
