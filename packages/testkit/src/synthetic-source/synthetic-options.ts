import type { JsonValue, Scope } from '@millrace/core/plugin'
import type { DriftKind } from './drift.ts'
import type { PoisonKind } from './poison.ts'
import type { SyntheticMark } from './synthetic-mark.ts'
import type { WorldChange } from './world-change.ts'

/** What a synthetic source is like. All of it has a default. */
export interface SyntheticOptions {
  /** Everything follows from it. Default 1. */
  readonly seed?: number
  /** Rows that stand at the beginning. Default 100. */
  readonly rows?: number
  /** Name of the stream. Default `entries`. */
  readonly stream?: string
  /** Number of partitions, named `p0`, `p1`, …; row `i` is in `p((i - 1) % n)`. Default: one without a name. */
  readonly partitions?: number
  /** How it is read incrementally. Default: not at all. */
  readonly incremental?: 'cursor' | 'savepoint'
  /** `integer`: `id`. `text`: `id` as text. `composite`: `region` and `id`. `none`: no primary key. Default `integer`. */
  readonly key?: 'integer' | 'text' | 'composite' | 'none'
  /** Records come in no order. Default: in the order of the cursor, or of the rows. */
  readonly isUnsorted?: boolean
  /** Types of all columns are declared. Default false; scope columns always are. */
  readonly isDeclared?: boolean
  /** Entries in a row that share their update time. Default 1. */
  readonly ties?: number
  /** Time between update times. Default 1,000. */
  readonly tickInMs?: number
  /** Each `every`-th entry has an update time that lies back by so much: it was committed late. Default: none. */
  readonly late?: { readonly every: number; readonly byInMs: number }
  /** Look-back of a cursor stream. Default: as far as entries are late. */
  readonly lookBackInMs?: number
  /** `reported`: incremental reads yield `{ deleted }`. `silent`: only scopes and full reads tell. Default `reported`. */
  readonly deletes?: 'reported' | 'silent'
  /** The stream can be asked to confirm deletions. Default false. */
  readonly confirmsDeletions?: boolean
  /**
   * Rows lie in windows: row `i` has `bucket: i % windows`. Every read goes through the windows one after the other
   * and says `{ complete: { bucket } }` after each. `claims` limits that to some windows.
   */
  readonly scopes?: { readonly windows: number; readonly claims?: readonly number[] }
  /** Records in a part. Default 10. */
  readonly pageSize?: number
  /** A savepoint after so many parts, where savepoints are allowed. Default: one at the end of a `savepoint` stream. */
  readonly savepointEvery?: number
  /** Forgets what was acknowledged: going on from an older savepoint throws `SavepointLostError`. Default false. */
  readonly isPruned?: boolean
  /** What was acknowledged before, by partition; so that a source goes on in another process. */
  readonly acknowledged?: Readonly<Record<string, JsonValue>>
  /** What happened to its rows before, for the same purpose. Both are what `Synthetic.history` answers. */
  readonly changes?: readonly WorldChange[]
  /** From row `atRow` on the records have another shape. */
  readonly drift?: { readonly kind: DriftKind; readonly atRow: number }
  /** Each `every`-th row is poisoned in its first version, the kinds in turn; an update heals it. Default kinds: all. */
  readonly poison?: { readonly every: number; readonly kinds?: readonly PoisonKind[] }
  /** What goes wrong while it is read; can be changed between reads by `inject`. */
  readonly faults?: SyntheticFaults
  /** Waits, for `slow`. Default: a timer. */
  readonly wait?: (durationInMs: number, options: { readonly signal: AbortSignal }) => Promise<void>
  /** Called at every mark, before the source goes on. */
  readonly onMark?: (mark: SyntheticMark) => void
}

/** What goes wrong while a synthetic source is read. */
export interface SyntheticFaults {
  /** Rows come twice: in one part, again in the next part, or as parts that overlap by so many rows. */
  readonly duplicates?:
    | { readonly type: 'in-part' | 'across-parts'; readonly every: number }
    | { readonly type: 'overlap'; readonly rows: number }
  /** Each part takes so long. */
  readonly slow?: { readonly delayInMs: number; readonly partition?: string }
  /** Reading this row throws. `times` default 1; `Infinity` for always. `error` default a `SourceError`. */
  readonly throwsAt?: { readonly row: number; readonly times?: number; readonly error?: unknown }
  /** Before this row the source pauses. `times` default 1. */
  readonly pauseAt?: { readonly row: number; readonly until: Date; readonly times?: number }
  /** Ends regularly although the second half of the rows, or all of them, did not come. */
  readonly omits?: 'half' | 'all'
  /** These partitions cannot be read at all. */
  readonly skips?: readonly string[]
  /** These partitions are listed no longer. */
  readonly retired?: readonly string[]
  /** A claim that is not allowed, made at the end. */
  readonly claims?: Scope
}
