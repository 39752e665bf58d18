import { defineSource } from '../../src/index.ts'
import type { Part, ReadRequest, Source, StreamDefinition } from '../../src/plugin.ts'

/** What one read does: parts to yield, or a function that yields them. */
export type Script = readonly Part[] | ((request: ReadRequest) => AsyncIterable<Part> | Iterable<Part>)

export interface ScriptedSource<Name extends string> {
  readonly source: Source<Name>
  /** Requests so far, in order. */
  readonly requests: ReadRequest[]
}

/** A source with one stream, whose reads follow scripts: the first read the first one, further reads the last one. */
export function scriptedSource<const Name extends string>(
  name: Name,
  definition: Omit<StreamDefinition, 'read'>,
  ...scripts: readonly Script[]
): ScriptedSource<Name> {
  const requests: ReadRequest[] = []
  const stream: StreamDefinition = {
    ...definition,
    async *read(request) {
      const script = scripts[Math.min(requests.length, scripts.length - 1)] ?? []
      requests.push(request)
      yield* typeof script === 'function' ? script(request) : script
    },
  }
  const streams = Object.fromEntries([[name, stream]]) as Record<Name, StreamDefinition>
  return { source: defineSource({ name: 'scripted', streams }) as Source<Name>, requests }
}
