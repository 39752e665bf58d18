import type { StreamDefinition } from '../../contract/stream.ts'
import { checkRestStream } from './check-rest-stream.ts'
import { confirmRest } from './confirm-rest.ts'
import { defaultParameters } from './default-parameters.ts'
import { readRest } from './read-rest.ts'
import type { RestStreamOptions } from './rest-stream-options.ts'

/** Makes a stream of a REST API from a description of it. Throws one `InvalidOptionsError` with every problem. */
export function restStream<Parameters = unknown>(options: RestStreamOptions<Parameters>): StreamDefinition<Parameters> {
  checkRestStream(options)
  const partitions = toPartitions(options)
  const { confirm } = options
  return {
    ...plainMembers(options),
    ...cursorMembers(options),
    ...(partitions === undefined ? {} : { partitions }),
    read: (request) => readRest(options, request),
    ...(confirm === undefined
      ? {}
      : { confirmDeleted: (keys, context) => confirmRest(options, confirm, keys, context) }),
  }
}

const plainNames = [
  'primaryKey',
  'parameters',
  'schema',
  'columns',
  'tables',
  'modes',
  'scopeColumns',
  'completeness',
  'description',
] as const

function plainMembers<Parameters>(
  options: RestStreamOptions<Parameters>,
): Pick<RestStreamOptions<Parameters>, (typeof plainNames)[number]> {
  // Where a parent may be missing, its children are.
  const given = { completeness: options.parent?.stream.completeness, ...options }
  return Object.fromEntries(plainNames.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]])))
}

function cursorMembers<Parameters>({
  cursor,
}: RestStreamOptions<Parameters>): Pick<StreamDefinition, 'incremental' | 'cursor' | 'lookBack' | 'isSortedByCursor'> {
  if (cursor === undefined) return {}
  return {
    incremental: 'cursor',
    cursor: cursor.path,
    ...(cursor.lookBack === undefined ? {} : { lookBack: cursor.lookBack }),
    ...(cursor.order === 'ascending' ? { isSortedByCursor: true } : {}),
  }
}

/** A stream has the partitions of its parent, unless it has some of its own. */
function toPartitions<Parameters>({
  partitions,
  parent,
}: RestStreamOptions<Parameters>): StreamDefinition<Parameters>['partitions'] | undefined {
  if (typeof partitions === 'function') return partitions
  if (partitions !== undefined) return () => partitions
  const inherited = parent?.stream
  if (inherited?.partitions === undefined) return undefined
  return async (context) => {
    const parameters = await defaultParameters(inherited)
    return (await inherited.partitions?.({ ...context, parameters })) ?? ['']
  }
}
