import type { Context } from '../../contract/context.ts'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../../contract/errors/invalid-options-error.ts'
import type { Source } from '../../contract/source.ts'
import type { StreamDefinition } from '../../contract/stream.ts'
import { defineSource } from '../define-source.ts'
import { createHttpClient } from '../http/create-http-client.ts'
import type { HttpClient } from '../http/http-client.ts'
import type { HttpClientOptions } from '../http/http-client-options.ts'
import { makeStreams } from './make-streams.ts'
import type { NamedRestStream } from './make-streams.ts'

/** What `restSource` takes. */
export interface RestSourceOptions<StreamName extends string> {
  /** Name of the source; stored with savepoints. */
  readonly name: string
  /** Where the API is, who asks, and what it allows. */
  readonly client: HttpClientOptions
  /** The streams by name. A parent may be named: `parent: { stream: 'projects' }`. */
  readonly streams: Readonly<Record<StreamName, NamedRestStream<NoInfer<StreamName>>>>
  /** A path that must answer, or a function that throws an error that says what to mend. Default: nothing is checked. */
  readonly check?: string | ((client: HttpClient, context: Context) => Promise<void>)
  /** Raised when the meaning of the savepoints changes, as when a stream with `savepoints` is paged in another way. Default 1. */
  readonly savepointVersion?: number
}

/** Makes a source of an API from a description of its streams. Throws one `InvalidOptionsError` with every problem. */
export function restSource<const StreamName extends string>(
  options: RestSourceOptions<StreamName>,
): Source<StreamName> {
  const { name, check, savepointVersion } = options
  const { client, streams } = makeParts(options)
  return defineSource({
    name,
    streams,
    ...(savepointVersion === undefined ? {} : { savepointVersion }),
    ...(check === undefined ? {} : { check: async (context: Context) => runCheck(check, client, context) }),
  }) as Source<StreamName>
}

function makeParts<StreamName extends string>(
  options: RestSourceOptions<StreamName>,
): { readonly client: HttpClient; readonly streams: Readonly<Record<string, StreamDefinition>> } {
  const problems: OptionProblem[] = []
  const client = collect('client', problems, () => createHttpClient(options.client))
  // Without a client the streams are made all the same, for what is wrong with them.
  const streams = collect('', problems, () =>
    makeStreams(options.streams, client ?? noClient, client === undefined ? 'http://none' : options.client.baseUrl),
  )
  if (client === undefined || streams === undefined) throw new InvalidOptionsError(problems)
  return { client, streams }
}

function collect<Made>(place: string, problems: OptionProblem[], make: () => Made): Made | undefined {
  try {
    return make()
  } catch (error) {
    if (!InvalidOptionsError.isInstance(error)) throw error
    const paths = error.problems.map(({ path }) => [place, path].filter((part) => part !== '').join('.'))
    problems.push(...error.problems.map(({ message }, index) => ({ path: paths[index] ?? place, message })))
    return undefined
  }
}

const noClient: HttpClient = {
  request: async () => Promise.reject(new InvalidOptionsError([])),
  stream: async () => Promise.reject(new InvalidOptionsError([])),
}

async function runCheck(
  check: NonNullable<RestSourceOptions<string>['check']>,
  client: HttpClient,
  { signal, logger }: Context,
): Promise<void> {
  if (typeof check === 'function') await check(client, { signal, logger })
  else await client.request({ path: check, signal, logger })
}
