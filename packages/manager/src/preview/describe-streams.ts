import { InvalidOptionsError, memoryDestination, planPipeline } from '@millrace/core'
import type { ColumnType, Logger, RunMode, Source } from '@millrace/core'
import type { ColumnDeclaration, Stream } from '@millrace/core/plugin'
import { withStream } from './sampled-source.ts'
import { silentLogger } from './silent-logger.ts'
import { toJsonSchema } from './to-json-schema.ts'
import type { JsonSchema } from './to-json-schema.ts'

/** What can be chosen from a source. */
export interface StreamSummary {
  readonly name: string
  /** What its author says of it. */
  readonly description?: string
  /** Paths of the fields that name a record; empty where it has no key. */
  readonly primaryKey: readonly string[]
  /** The modes that it can be run in. */
  readonly modes: readonly RunMode[]
  /** Whether it can go on from where the last run ended: it has an update time, or savepoints of its own. */
  readonly isIncremental: boolean
  /** What a user may set, as JSON Schema; null: nothing. */
  readonly parameters: JsonSchema | null
  /** The tables that are declared, the main one first; more may come with the records. */
  readonly tables: readonly TableSummary[]
}

/** A declared table. */
export interface TableSummary {
  readonly path: string
  readonly description?: string
  readonly columns: readonly ColumnSummary[]
}

/** A declared column. */
export interface ColumnSummary {
  /** Inside the record or element. */
  readonly path: string
  readonly type: ColumnType
  readonly description?: string
}

/** The streams of a source. Reads no records. */
export async function describeStreams(
  source: Source,
  options: { readonly signal?: AbortSignal; readonly logger?: Logger } = {},
): Promise<readonly StreamSummary[]> {
  const { signal = new AbortController().signal, logger = silentLogger } = options
  const streams = await source.streams({ signal, logger })
  return Promise.all(streams.map((stream) => describeStream(source, stream)))
}

async function describeStream(source: Source, stream: Stream): Promise<StreamSummary> {
  const modes = await possibleModes(source, stream)
  return {
    name: stream.name,
    ...describing(stream),
    primaryKey: [stream.primaryKey ?? []].flat(),
    modes,
    isIncremental: modes.includes('incremental'),
    parameters: stream.parameters === undefined ? null : toJsonSchema(stream.parameters),
    tables: describeTables(stream),
  }
}

/** The engine knows what stands in the way of a mode; what else is missing, such as parameters, is not asked here. */
async function possibleModes(source: Source, stream: Stream): Promise<readonly RunMode[]> {
  const modes: readonly RunMode[] = ['full', 'incremental', 'append', 'range']
  const only = withStream(source, stream)
  const answers = await Promise.all(modes.map((mode) => isPossible(only, stream.name, mode)))
  return modes.filter((_mode, index) => answers[index])
}

async function isPossible(source: Source, stream: string, mode: RunMode): Promise<boolean> {
  const options = mode === 'range' ? { mode, range: {} } : { mode }
  try {
    await planPipeline({ source, destination: memoryDestination(), streams: { [stream]: options } })
    return true
  } catch (error) {
    if (!InvalidOptionsError.isInstance(error)) throw error
    const own = `streams.${stream}.`
    if (error.problems.some(({ path }) => !path.startsWith(own))) throw error
    return error.problems.every(({ path }) => path !== `${own}mode`)
  }
}

/** A column may also be declared at the stream with a path that leads into a child table. */
function describeTables({ columns = {}, tables = {}, description }: Stream): readonly TableSummary[] {
  const children = Object.keys(tables)
  const isChild = (path: string): boolean => children.some((child) => path.startsWith(`${child}.`))
  const root = Object.entries(columns).filter(([path]) => !isChild(path))
  return [
    { path: '', ...describing({ description }), columns: root.map(toColumn) },
    ...Object.entries(tables).map(([path, table]) => ({
      path,
      ...describing(table),
      columns: [
        ...Object.entries(table.columns ?? {}).map(toColumn),
        ...Object.entries(columns)
          .filter(([of]) => of.startsWith(`${path}.`))
          .map(([of, given]) => toColumn([of.slice(path.length + 1), given])),
      ],
    })),
  ]
}

function toColumn([path, given]: readonly [string, ColumnType | ColumnDeclaration]): ColumnSummary {
  return typeof given === 'string' ? { path, type: given } : { path, type: given.type, ...describing(given) }
}

function describing({ description }: { readonly description?: string | undefined }): { readonly description?: string } {
  return description === undefined ? {} : { description }
}
