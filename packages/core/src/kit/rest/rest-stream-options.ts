import type { JsonValue } from '../../contract/json.ts'
import type { StreamContext, StreamDefinition } from '../../contract/stream.ts'
import type { HttpClient, HttpQuery } from '../http/http-client.ts'
import type { SelectOptions } from '../paginate/select-records.ts'
import type { Paginator } from '../paginate/paginator.ts'
import type { RestConfirm } from './rest-confirm.ts'
import type { RestCursor } from './rest-cursor.ts'
import type { RestParent } from './rest-parent.ts'
import type { RestRequest } from './rest-request.ts'
import type { RestWindows } from './rest-windows.ts'

/** Members of a stream that `restStream` leaves as they are. */
type PlainMembers =
  | 'primaryKey'
  | 'parameters'
  | 'schema'
  | 'columns'
  | 'tables'
  | 'modes'
  | 'scopeColumns'
  | 'completeness'
  | 'description'

/** A stream of a REST API. */
export interface RestStream<Parameters = unknown, Parent = StreamDefinition>
  extends Pick<StreamDefinition<Parameters>, PlainMembers>, SelectOptions {
  /**
   * Path below the client's `baseUrl`. `{id}` is a field of the parent's record, `{owner.id}` one further inside,
   * `{partition}` the partition; each becomes one step of the path.
   */
  readonly path: string | ((request: RestRequest<Parameters>) => string)
  /** Default `GET`. */
  readonly method?: string
  /** The query. What is undefined is left out. */
  readonly params?: HttpQuery | ((request: RestRequest<Parameters>) => HttpQuery)
  /** Sent as JSON, as for a search by POST. */
  readonly body?: JsonValue | ((request: RestRequest<Parameters>) => JsonValue)
  readonly headers?: Readonly<Record<string, string>>
  /** Whether a POST may be sent again though the first one may have arrived. Default true: what is read here changes nothing. */
  readonly isRepeatable?: boolean
  /** How the list is read page by page. Default: everything comes in one answer. */
  readonly paginate?: Paginator
  /** More pages than this are taken for an endless list. Default 100,000. */
  readonly maxPages?: number
  /** What becomes of a record before it is yielded. Undefined leaves it out. Default: it stays as it came. */
  readonly map?: (record: JsonValue, request: RestRequest<Parameters>) => unknown
  /** Makes an incremental stream: only what changed is asked for. */
  readonly cursor?: RestCursor
  /** Reads for each record of another stream. */
  readonly parent?: RestParent<Parent>
  /** Reads window by window of time. */
  readonly windows?: RestWindows<Parameters>
  /** Independent slices, read side by side: `['eu', 'us']`. Default: those of the parent, else one. */
  readonly partitions?:
    | readonly string[]
    | ((context: StreamContext<Parameters>) => Promise<readonly string[]> | readonly string[])
  /** Statuses that mean that this stream cannot be read here, as when the plan lacks a feature: a warning, and nothing is deleted. */
  readonly skipOn?: readonly number[]
  /** What is wrong with an answer that looks fine, where something is: the reason, without values. */
  readonly refuse?: (body: JsonValue) => string | undefined
  /**
   * A full read can go on from each page, so that a run that was stopped does not begin again. Only for lists whose order
   * stays for hours, and whose tokens do not expire meanwhile: rows that move while nothing is read are missed, and deleted
   * with the next publish. With `byLink` the link itself is kept, so it must have no secret in it. Default false.
   */
  readonly savepoints?: boolean
  /** Asks about each row that did not come in a full read, before it is deleted. Default: what did not come is gone. */
  readonly confirm?: RestConfirm
  /** Leaves out records of a page whose key came among the last this many. Default 0. */
  readonly dedupe?: number
}

/** What `restStream` takes. */
export interface RestStreamOptions<Parameters = unknown> extends RestStream<Parameters> {
  /** Asks the API. */
  readonly client: HttpClient
  /** The client's `baseUrl`; only needed by `byLink`. */
  readonly baseUrl?: string
}
