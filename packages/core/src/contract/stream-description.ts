import type { StreamSchema } from './table-schema.ts'

/** What stands of one stream in a destination. */
export interface StreamDescription {
  /** Name of the pipeline that owns the tables. */
  readonly pipeline: string
  /** The tables as they stand. */
  readonly schema: StreamSchema
  /** Rows of each table by its path, marked ones included; undefined where they were not counted. */
  readonly rowCounts?: Readonly<Record<string, number>>
}
