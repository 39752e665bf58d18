import type { CellValue } from './column-type.ts'
import type { StepName } from './run-record.ts'

/** A record that could not be stored, kept with its reason. */
export interface Reject {
  /** Unique in its stream: made from the key, or from run, partition and ordinal where no key could be read. */
  readonly id: string
  /** Name of the stream. */
  readonly stream: string
  /** The partition that brought it. */
  readonly partition: string
  /** The step that refused it. */
  readonly step: StepName
  /** A stable code. */
  readonly code: string
  /** Path of the value at fault; `""` for the record as a whole. */
  readonly path: string
  /** What is wrong, without values. */
  readonly message: string
  /** Whether the key could be read. If not, nothing of this stream is deleted in the run that met it. */
  readonly hasKey: boolean
  /**
   * The record as tagged JSON text, without excluded fields; null when it is larger than `maxRejectBytes`, or when those
   * of one commit are large together.
   */
  readonly record: string | null
  /** SHA-256 of that text, in hexadecimal; null where the record could not be written as text. */
  readonly digest: string | null
  /** The cursor, so that a retry never overwrites a newer row. */
  readonly cursor: CellValue
  /** Cells of the scope columns by path, so that a complete scope without the record can remove it. */
  readonly scope: Readonly<Record<string, CellValue>>
  /** Run that met it first, and when. */
  readonly run: string
  /** When the run met it. */
  readonly at: string
  /** How often it was tried again. */
  readonly retries: number
}

/** The largest record that a reject keeps, as text in UTF-8. */
export const maxRejectBytes: number = 256 * 1024
