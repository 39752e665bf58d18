import type { Capabilities } from '@millrace/core/plugin'

/** What differs from the defaults. */
export const capabilities: Partial<Capabilities> = {
  // Columns of every table, which nobody else can have.
  reservedColumnNames: ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid'],
  // Of the 1,600 that Postgres allows, a staged row has two more than its table; columns that users add need room, too, and
  // so do those that were dropped, which go on counting.
  maxColumns: 1500,
  isMultiProcess: true,
}
