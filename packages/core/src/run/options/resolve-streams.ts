import type { Capabilities } from '../../contract/capabilities.ts'
import { columnTypes } from '../../contract/column-type.ts'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../../contract/errors/invalid-options-error.ts'
import type { RunMode } from '../../contract/read-request.ts'
import type { Stream } from '../../contract/stream.ts'
import { foldName } from '../../kit/check-schema.ts'
import { toDefinition } from './definition.ts'
import type { StreamOptions } from './pipeline-options.ts'
import type { ResolvedOptions } from './resolve-options.ts'
import type { ResolvedStream } from './resolved-stream.ts'
import { joinPath } from '../../tables/path.ts'
import { selectFields } from './select-fields.ts'
import type { FieldSelection } from './select-fields.ts'
import { parsePath } from '../../kit/parse-path.ts'

const defaultGuard = { share: 0.3, count: 3 }

/** Puts the options beside the streams the source has. Throws one error with every problem. */
export async function resolveStreams(
  options: ResolvedOptions,
  streams: readonly Stream[],
): Promise<readonly ResolvedStream[]> {
  const problems: OptionProblem[] = []
  const wanted = options.streams ?? Object.fromEntries(streams.map((stream) => [stream.name, true as const]))
  const resolved: ResolvedStream[] = []
  for (const [name, given] of Object.entries(wanted)) {
    if (given === undefined) continue
    const stream = streams.find((candidate) => candidate.name === name)
    if (stream === undefined) {
      const existing = streams.map((candidate) => candidate.name).join(', ')
      const message = `stream ${name} does not exist; ${options.source.name} has: ${existing}`
      problems.push({ path: `streams.${name}`, message })
      continue
    }
    resolved.push(await resolveStream(options, stream, given === true ? {} : given, problems))
  }
  problems.push(
    ...findAuthorProblems(options.source.name, streams),
    ...findDoubleNames(wanted, options.destination.capabilities),
  )
  if (streams.length === 0) problems.push({ path: 'source', message: `${options.source.name} has no streams` })
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  return resolved
}

/** Names that two tables or delta tables are to have. */
function findDoubleNames(
  wanted: Readonly<Record<string, true | StreamOptions | undefined>>,
  capabilities: Capabilities,
): readonly OptionProblem[] {
  const chosen = Object.entries(wanted).flatMap(([stream, given]) =>
    (['tables', 'deltas'] as const).flatMap((kind) =>
      Object.entries((typeof given === 'object' ? given[kind] : undefined) ?? {}).map(([path, name]) => ({
        path: `streams.${stream}.${kind}['${path}']`,
        name,
        folded: foldName(name, capabilities),
      })),
    ),
  )
  return chosen.flatMap(({ path, name, folded }, index) => {
    const other = chosen.slice(0, index).find((candidate) => candidate.folded === folded)
    if (other === undefined) return []
    return [{ path, message: `'${name}' is the name of another table in these options, ${other.path}` }]
  })
}

/** What only the author of the source can mend. */
function findAuthorProblems(source: string, streams: readonly Stream[]): readonly OptionProblem[] {
  return streams.flatMap((stream, index) => {
    const at = (message: string): OptionProblem => ({
      path: 'source',
      message: `${source}, stream ${stream.name}: ${message}`,
    })
    return [
      ...(streams.findIndex(({ name }) => name === stream.name) < index ? [at('the name comes twice')] : []),
      ...(typeof stream.read === 'function' ? [] : [at('`read` must be a function')]),
      ...(stream.incremental === 'cursor' && stream.cursor === undefined
        ? [at("`incremental: 'cursor'` needs `cursor`, the path of the field")]
        : []),
      ...findWrongTypes(stream).map((column) => at(`column ${column} must be one of: ${columnTypes.join(', ')}`)),
    ]
  })
}

/** Declared columns whose type is none; an author who writes JavaScript is told by nobody else. */
function findWrongTypes({ columns = {}, tables = {} }: Stream): readonly string[] {
  const declared = [columns, ...Object.values(tables).map((table) => table.columns ?? {})].flatMap(Object.entries)
  return declared
    .filter(([, given]) => !columnTypes.includes(typeof given === 'string' ? given : given.type))
    .map(([path]) => path)
}

async function resolveStream(
  options: ResolvedOptions,
  stream: Stream,
  own: StreamOptions,
  problems: OptionProblem[],
): Promise<ResolvedStream> {
  const at = (path: string, message: string): void => {
    problems.push({ path: `streams.${stream.name}${path === '' ? '' : `.${path}`}`, message })
  }
  const shared = { ...options.shared, ...whatIsSet(own) }
  const primaryKey = toList(stream.primaryKey)
  const protectedPaths = [...new Set([...primaryKey, ...toList(stream.cursor), ...(stream.scopeColumns ?? [])])]
  const mode = chooseMode(stream, own, primaryKey, at)
  if (own.deltas !== undefined && !options.destination.capabilities.hasDeltas) {
    at('deltas', `destination ${options.destination.name} keeps no delta tables`)
  }
  const partial = {
    name: stream.name,
    source: options.source,
    stream,
    options: own,
    mode,
    primaryKey,
    protectedPaths,
    parameters: await parseParameters(stream, own, at),
    schema: stream.schema,
    filter: toVersioned(own.filter),
    transform: toVersioned(own.transform),
    fields: resolveFields(own.fields, protectedPaths, at),
    deletions: shared.deletions ?? 'delete',
    maxDeleted: toGuard(shared.maxDeleted),
    rejectLimit: shared.rejectLimit ?? 1_000,
    maxRetriedRejects: shared.maxRetriedRejects ?? 1_000,
    // Everything that is read again would be added again.
    onGap: mode === 'append' ? 'fail' : (shared.onGap ?? 'fail'),
    lookBack: own.lookBack ?? stream.lookBack ?? 0,
  } satisfies Omit<ResolvedStream, 'definition' | 'tableOptions'>
  const declared = {
    stream: stream.name,
    primaryKey,
    cursor: stream.cursor,
    scopeColumns: stream.scopeColumns ?? [],
    columns: { ...stream.columns, ...own.columns },
    tables: stream.tables ?? {},
    naming: shared.naming ?? 'lower',
    json: own.json ?? [],
    maxDepth: shared.maxDepth,
    drift: shared.drift ?? 'evolve',
    tableNames: own.tables ?? {},
    deltaNames: own.deltas ?? {},
    hasPartitions: stream.partitions !== undefined,
  } satisfies ResolvedStream['tableOptions']
  const tableOptions = { ...declared, ...landing(declared, partial.fields) }
  return { ...partial, tableOptions, definition: toDefinition(partial, declared) }
}

/** What is declared, without what never lands: it needs no column and no table. */
function landing(
  { columns, tables }: Pick<ResolvedStream['tableOptions'], 'columns' | 'tables'>,
  fields: FieldSelection | undefined,
): Pick<ResolvedStream['tableOptions'], 'columns' | 'tables'> {
  if (fields === undefined) return { columns, tables }
  const pick = <Value>(given: Readonly<Record<string, Value>>, prefix: string): Record<string, Value> =>
    Object.fromEntries(Object.entries(given).filter(([path]) => fields.lands(joinPath(prefix, path))))
  const kept = Object.entries(pick(tables, '')).map(([path, table]) => [
    path,
    table.columns === undefined ? table : { ...table, columns: pick(table.columns, path) },
  ])
  return { columns: pick(columns, ''), tables: Object.fromEntries(kept) }
}

/** An option that is there but undefined is one that is left out. */
function whatIsSet(own: StreamOptions): StreamOptions {
  return Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined))
}

function resolveFields(
  given: StreamOptions['fields'],
  protectedPaths: readonly string[],
  at: (path: string, message: string) => void,
): FieldSelection | undefined {
  if (given === undefined) return undefined
  const [kind, paths] =
    'exclude' in given ? (['exclude', given.exclude] as const) : (['include', given.include] as const)
  const readable = paths.filter((path, index) => {
    try {
      const steps = namesIn(path)
      const isProtected = protectedPaths.some((known) => startsWith(namesIn(known), steps))
      if (kind === 'exclude' && isProtected) {
        at(`fields.exclude[${index}]`, `${path} is or holds a key, cursor or scope field, which always lands`)
      }
      return true
    } catch (thrown) {
      if (!InvalidOptionsError.isInstance(thrown)) throw thrown
      for (const { path: text, message } of thrown.problems) at(`fields.${kind}[${index}]`, `${text}: ${message}`)
      return false
    }
  })
  return selectFields(kind === 'exclude' ? { exclude: readable } : { include: readable }, protectedPaths)
}

function namesIn(path: string): readonly string[] {
  return parsePath(path).filter((step) => step !== null)
}

function startsWith(steps: readonly string[], beginning: readonly string[]): boolean {
  return beginning.every((step, index) => steps[index] === step)
}

function chooseMode(
  stream: Stream,
  own: StreamOptions,
  primaryKey: readonly string[],
  at: (path: string, message: string) => void,
): RunMode {
  const possible = possibleModes(stream, primaryKey)
  const offered = stream.modes ?? [...possible.keys()].filter((mode) => possible.get(mode) === undefined)
  const mode =
    own.mode ?? (offered.includes('incremental') && possible.get('incremental') === undefined ? 'incremental' : 'full')
  const obstacle = possible.get(mode) ?? (offered.includes(mode) ? undefined : `offered are: ${offered.join(', ')}`)
  if (obstacle !== undefined) at('mode', `${mode} is not possible for stream ${stream.name}: ${obstacle}`)
  if (mode === 'range' && own.range === undefined) at('range', 'mode range needs a range, { from, to }')
  if (mode !== 'range' && own.range !== undefined) at('range', 'a range goes with mode range only')
  return mode
}

/** For each mode what stands in its way, if anything does. */
function possibleModes(stream: Stream, primaryKey: readonly string[]): ReadonlyMap<RunMode, string | undefined> {
  const isKeyed = primaryKey.length > 0
  const needsKey = 'it has no primary key, and without one nothing can be merged; use full or append'
  const canReadRange = stream.canReadRange ?? stream.incremental === 'cursor'
  return new Map<RunMode, string | undefined>([
    [
      'full',
      !isKeyed && stream.completeness === 'explicit'
        ? 'without a key it could only be replaced, and a read of it is never known to be complete'
        : undefined,
    ],
    [
      'incremental',
      stream.incremental === undefined ? 'it has no cursor and no savepoints' : isKeyed ? undefined : needsKey,
    ],
    [
      'append',
      isKeyed
        ? 'it has a primary key, so its records are merged; use full or incremental'
        : stream.incremental === 'cursor'
          ? 'a cursor reads its last value again, which would be added twice; use full'
          : undefined,
    ],
    ['range', canReadRange ? (isKeyed ? undefined : needsKey) : 'it cannot read a range'],
  ])
}

async function parseParameters(
  stream: Stream,
  own: StreamOptions,
  at: (path: string, message: string) => void,
): Promise<unknown> {
  if (stream.parameters === undefined) {
    if (own.parameters !== undefined) at('parameters', `stream ${stream.name} takes no parameters`)
    return undefined
  }
  const answer = await stream.parameters['~standard'].validate(own.parameters ?? {})
  if (answer.issues === undefined) return answer.value
  for (const issue of answer.issues) {
    const steps = (issue.path ?? []).map((step) => String(typeof step === 'object' ? step.key : step))
    at(['parameters', ...steps].join('.'), issue.message)
  }
  return undefined
}

function toList(given: string | readonly string[] | undefined): readonly string[] {
  return given === undefined ? [] : typeof given === 'string' ? [given] : given
}

function toVersioned<F extends (...given: never[]) => unknown>(
  given: F | { readonly version: string; readonly apply: F } | undefined,
): { readonly version?: string; readonly apply: F } | undefined {
  return typeof given === 'function' ? { apply: given } : given
}

function toGuard(given: StreamOptions['maxDeleted']): ResolvedStream['maxDeleted'] {
  if (given === undefined) return defaultGuard
  if (given === false) return undefined
  if (typeof given === 'object') return given
  return Number.isInteger(given) ? { share: 0, count: given } : { share: given, count: 0 }
}
