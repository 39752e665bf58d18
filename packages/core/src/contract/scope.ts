/** A bound of a scope. A `Date` stands for its instant. */
export type ScopeValue = string | number | bigint | boolean | Date

/** A range over one column. At least one bound; a null bound is an error, not "no bound". */
export interface ScopeRange {
  /** Greater than. */
  readonly gt?: ScopeValue
  /** Greater than or equal. */
  readonly gte?: ScopeValue
  /** Less than. */
  readonly lt?: ScopeValue
  /** Less than or equal. */
  readonly lte?: ScopeValue
}

/**
 * A set of rows, named by conditions over the stream's `scopeColumns`, all of which must hold:
 * `{ userId: 'u1', 'timeInterval.start': { gte: '2026-01-01T00:00:00Z', lt: '2026-02-01T00:00:00Z' } }`.
 * The keys are column paths. A row with NULL in a named column is in no scope that names it.
 */
export type Scope = Readonly<Record<string, ScopeValue | ScopeRange>>
