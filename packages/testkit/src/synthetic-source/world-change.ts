import type { Key } from '@millrace/core/plugin'

/** Something that happens in a synthetic world, as data. The same changes in the same order make the same world. */
export type WorldChange =
  | { readonly type: 'write'; readonly count: number; readonly lateByInMs: number }
  | { readonly type: 'update'; readonly rows: number | readonly Key[]; readonly lateByInMs: number }
  | { readonly type: 'remove'; readonly rows: number | readonly Key[] }
  | { readonly type: 'advance'; readonly durationInMs: number }
