import type { StreamOutcome } from '../contract/publish.ts'

/** What a publish counts of a stream's records, while it is counting. */
export type StreamCounts = { -readonly [Name in Exclude<keyof StreamOutcome, 'tables'>]: number }

/** Counts of a publish that did nothing yet. */
export function newCounts(): StreamCounts {
  return {
    inserted: 0,
    updated: 0,
    unchanged: 0,
    superseded: 0,
    deletedBySource: 0,
    deletedByFilter: 0,
    deleted: 0,
    marked: 0,
    kept: 0,
  }
}
