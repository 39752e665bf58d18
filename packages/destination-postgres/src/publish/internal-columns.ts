/**
 * Columns of temporary tables and queries that stand beside columns of the users'. All begin with `_mr_`, and nothing of
 * the users' is called like that: any other name would be taken for theirs in some condition.
 */
export const internal = {
  /** Of a record: what becomes of it, see `root-changes.ts`. */
  action: '_mr_action',
  /** Of a record: another partition brought it. */
  moved: '_mr_moved',
  /** Of a row in a diff: what is done with it, see `write-table.ts`. */
  change: '_mr_change',
  /** Of a key: the source said that the record is gone. */
  gone: '_mr_gone',
  /** Of a key: the order of the last such word. */
  goneAt: '_mr_gone_at',
  /** Of a key: staged rows with data. */
  upserts: '_mr_upserts',
} as const
