import { contractVersion } from '../contract/contract-version.ts'
import type { Context } from '../contract/context.ts'
import { InvalidOptionsError } from '../contract/errors/invalid-options-error.ts'
import type { Source } from '../contract/source.ts'
import type { Stream, StreamDefinition } from '../contract/stream.ts'

/** What `defineSource` takes. */
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

/** From a function no names can be inferred: then a stream may have any. */
type NameOrAny<StreamName extends string> = [StreamName] extends [never] ? string : StreamName

/** Makes a source. Streams given as an object keep their names as literal types. */
export function defineSource<const StreamName extends string>(
  options: SourceOptions<StreamName>,
): Source<NameOrAny<StreamName>> {
  return makeSource(options) as Source<NameOrAny<StreamName>>
}

function makeSource<StreamName extends string>(options: SourceOptions<StreamName>): Source<StreamName> {
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
  return names.map((name) => withName(name, definitions[name]))
}

const methodNames = ['partitions', 'read', 'confirmDeleted', 'acknowledge', 'migrateSavepoint'] as const

/** The definition may be frozen, or an instance of a class whose methods need their `this` for private fields. */
function withName<Name extends string>(name: Name, definition: StreamDefinition): Stream & { readonly name: Name } {
  const own: PropertyDescriptorMap = { name: { value: name, enumerable: true } }
  for (const method of methodNames) {
    const value: unknown = definition[method]
    if (typeof value === 'function') own[method] = { value: value.bind(definition), enumerable: true }
  }
  return Object.create(definition, own) as Stream & { readonly name: Name }
}
