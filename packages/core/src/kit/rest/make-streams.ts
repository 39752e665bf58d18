import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../../contract/errors/invalid-options-error.ts'
import type { StreamDefinition } from '../../contract/stream.ts'
import type { HttpClient } from '../http/http-client.ts'
import { restStream } from './rest-stream.ts'
import type { RestStream } from './rest-stream-options.ts'

/** A stream whose parent may be named. */
export type NamedRestStream<StreamName extends string> = RestStream<unknown, StreamDefinition | StreamName>

/** Makes the streams of one API, parents first. Throws one `InvalidOptionsError` with the problems of all of them. */
export function makeStreams(
  given: Readonly<Record<string, NamedRestStream<string>>>,
  client: HttpClient,
  baseUrl: string,
): Readonly<Record<string, StreamDefinition>> {
  const made = new Map<string, StreamDefinition>()
  const problems: OptionProblem[] = []
  for (const name of Object.keys(given)) make(name, [])
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  return Object.fromEntries(Object.keys(given).map((name) => [name, made.get(name) ?? nothing]))

  function make(name: string, children: readonly string[]): StreamDefinition {
    const before = made.get(name)
    if (before !== undefined) return before
    const { parent, ...own } = given[name] ?? { path: '' }
    const stream = stand(name, () =>
      restStream({
        ...own,
        client,
        baseUrl,
        ...(parent === undefined
          ? {}
          : { parent: { ...parent, stream: findParent(parent.stream, name, [...children, name]) } }),
      }),
    )
    made.set(name, stream)
    return stream
  }

  function findParent(parent: StreamDefinition | string, child: string, children: readonly string[]): StreamDefinition {
    if (typeof parent !== 'string') return parent
    const path = `streams.${child}.parent.stream`
    if (!Object.hasOwn(given, parent)) {
      const names = Object.keys(given).join(', ')
      problems.push({ path, message: `there is no stream '${parent}'; there are: ${names}` })
      return nothing
    }
    if (children.includes(parent)) {
      problems.push({ path, message: `the streams are parents of each other: ${[...children, parent].join(', ')}` })
      return nothing
    }
    return make(parent, children)
  }

  function stand(name: string, start: () => StreamDefinition): StreamDefinition {
    try {
      return start()
    } catch (error) {
      if (!InvalidOptionsError.isInstance(error)) throw error
      problems.push(...error.problems.map(({ path, message }) => ({ path: `streams.${name}.${path}`, message })))
      return nothing
    }
  }
}

/** Stands for a stream that cannot be made, so that the problems of the others are found. */
const nothing: StreamDefinition = { primaryKey: 'id', async *read() {} }
