import { contractVersion } from '../contract/contract-version.ts'
import type { Context } from '../contract/context.ts'
import { InvalidOptionsError } from '../contract/errors/invalid-options-error.ts'
import type { Source } from '../contract/source.ts'
import type { Stream, StreamDefinition } from '../contract/stream.ts'

export interface SourceOptions<StreamName extends string> {
  /** Name of the connector; stored with savepoints. */
  readonly name: string
  /** The streams by name, or a function where they are only known after asking the source. */
  readonly streams:
    | Readonly<Record<StreamName, StreamDefinition>>
    | ((context: Context) => Promise<readonly Stream[]> | readonly Stream[])
  /** Raised when the meaning of the savepoints changes. Default 1. */
  readonly savepointVersion?: number
  /** Throws an error that says what to mend. Default: nothing is checked. */
  readonly check?: (context: Context) => Promise<void> | void
}

/** Makes a source. Streams given as an object keep their names as literal types. */
export function defineSource<const StreamName extends string>(options: SourceOptions<StreamName>): Source<StreamName> {
  const { name, streams, check } = options
  if (typeof name !== 'string' || name === '') {
    throw new InvalidOptionsError([{ path: 'name', message: 'a source needs a name, a text that is not empty' }])
  }
  const common = {
    contract: contractVersion,
    name,
    savepointVersion: options.savepointVersion ?? 1,
    check: async (context: Context): Promise<void> => check?.(context),
  }
  if (typeof streams === 'function') {
    return { ...common, streams: async (context) => streams(context) }
  }
  const named = namedStreams(streams)
  return { ...common, streamNames: named.map((stream) => stream.name), streams: async () => named }
}

function namedStreams<StreamName extends string>(
  definitions: Readonly<Record<StreamName, StreamDefinition>>,
): readonly (Stream & { readonly name: StreamName })[] {
  const names = Object.keys(definitions) as StreamName[]
  // The definition may be an instance of a class: its methods must keep their `this`.
  return names.map((name) => Object.assign(Object.create(definitions[name]) as StreamDefinition, { name }))
}
