import type { SourceRecord } from '../../contract/json.ts'
import type { Identity } from '../../tables/table-engine.ts'
import type { ResolvedStream } from '../options/resolved-stream.ts'
import type { RecordLine } from '../read/record-line.ts'

/** Whether all steps leave the records of a stream as they are, so that nobody has to see them as objects. */
export function needsNoObjects({ schema, filter, fields, transform }: ResolvedStream): boolean {
  return schema === undefined && filter === undefined && fields === undefined && transform === undefined
}

/** A record that was written from its line. It becomes an object only where somebody asks for it. */
export class PreparedLine {
  readonly type = 'upsert'
  readonly identity: Identity
  readonly #line: RecordLine

  constructor(line: RecordLine, identity: Identity) {
    this.#line = line
    this.identity = identity
  }

  get original(): SourceRecord {
    return this.#line.parse() as SourceRecord
  }

  get record(): SourceRecord {
    return this.original
  }
}
