import { z } from 'zod'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import type { OptionProblem } from '../../contract/errors/invalid-options-error.ts'
import { statuses } from '../paginate/check-options.ts'
import { isPath } from '../parse-path.ts'
import { toProblems } from '../parse-settings.ts'
import { placesIn } from './fill-path.ts'
import { toPaths } from './record-key.ts'
import { restConfirm } from './rest-confirm.ts'
import { restCursor } from './rest-cursor.ts'
import { restParent } from './rest-parent.ts'
import type { RestStreamOptions } from './rest-stream-options.ts'
import { restWindows } from './rest-windows.ts'

const aFunction = z.custom<unknown>((value) => typeof value === 'function', 'must be a function')
const anObject = z.custom<unknown>((value) => typeof value === 'object' && value !== null, 'must be an object')
const path = z.string().refine(isPath, 'must be a path')
const paths = z.union([path, z.array(path).min(1)], { error: 'must be a path in the record, or a list of them' })

const shape: Readonly<Record<keyof RestStreamOptions, z.ZodType>> = {
  client: z.custom<unknown>(
    (value) => typeof value === 'object' && value !== null && 'request' in value,
    'must be a client, as `createHttpClient` makes it',
  ),
  baseUrl: z.url('must be a whole URL').optional(),
  path: z.union([z.string(), aFunction], { error: 'must be a path, or a function that gives one' }),
  method: z
    .string()
    .regex(/^[A-Z]+$/, 'must be a method in capitals: GET, POST')
    .optional(),
  params: z
    .union([z.record(z.string(), z.unknown()), aFunction], { error: 'must be an object or a function' })
    .optional(),
  body: z.unknown().optional(),
  headers: z.record(z.string(), z.string('must be a text')).optional(),
  isRepeatable: z.boolean().optional(),
  paginate: z
    .custom<unknown>(
      (value) => typeof value === 'object' && value !== null && 'begin' in value && 'next' in value,
      'must be a paginator, as `byPageNumber()` makes it',
    )
    .optional(),
  maxPages: z.int().min(1).optional(),
  select: z.union([path, aFunction], { error: 'must be a path in the body of the answer, or a function' }).optional(),
  isSelectOptional: z.boolean().optional(),
  map: aFunction.optional(),
  cursor: restCursor.optional(),
  parent: restParent.optional(),
  windows: restWindows.optional(),
  partitions: z.union([z.array(z.string()), aFunction], { error: 'must be a list of texts, or a function' }).optional(),
  skipOn: statuses.optional(),
  refuse: aFunction.optional(),
  savepoints: z.boolean().optional(),
  confirm: restConfirm.optional(),
  dedupe: z.int('must be a whole number').min(0).optional(),
  primaryKey: paths.optional(),
  parameters: anObject.optional(),
  schema: anObject.optional(),
  columns: anObject.optional(),
  tables: anObject.optional(),
  modes: z.array(z.string()).optional(),
  scopeColumns: z.array(path).optional(),
  completeness: z.enum(['regular-end', 'explicit']).optional(),
  description: z.string().optional(),
}

/** Throws one `InvalidOptionsError` with every problem. */
export function checkRestStream<Parameters>(options: RestStreamOptions<Parameters>): void {
  const answer = z.strictObject(shape).safeParse(options)
  const problems = answer.success ? findContradictions(options) : answer.error.issues.flatMap(toProblems)
  if (problems.length > 0) throw new InvalidOptionsError(problems)
}

function findContradictions<Parameters>(stream: RestStreamOptions<Parameters>): readonly OptionProblem[] {
  const { cursor, primaryKey, windows, parent, savepoints = false, dedupe = 0, method = 'GET' } = stream
  const hasKey = toPaths(primaryKey).length > 0
  const rules: readonly (readonly [isBroken: boolean, path: string, message: string])[] = [
    [cursor !== undefined && !hasKey, 'cursor', 'needs a primaryKey, since records come again'],
    [
      cursor !== undefined && cursor.from === undefined && windows === undefined && cursor.order !== 'descending',
      'cursor.from',
      "is needed to ask for what is new, or `windows`, or `order: 'descending'`",
    ],
    [
      cursor?.order === 'ascending' && parent !== undefined,
      'cursor.order',
      'cannot hold for all parents together: leave it out',
    ],
    [cursor?.order === 'ascending' && windows?.newestFirst === true, 'cursor.order', 'contradicts windows.newestFirst'],
    [
      cursor?.order === 'ascending' && (windows?.paddingInMs ?? 0) > 0,
      'cursor.order',
      'cannot hold for windows that overlap by paddingInMs: leave it out',
    ],
    [!hasKey && (windows?.paddingInMs ?? 0) > 0, 'windows.paddingInMs', 'needs a primaryKey, since records come twice'],
    [savepoints && !hasKey, 'savepoints', 'need a primaryKey, since records may come again'],
    [
      savepoints && parent !== undefined && parent.stream.primaryKey === undefined,
      'savepoints',
      'need a primaryKey of the parent, by which its place is found again',
    ],
    [dedupe > 0 && !hasKey, 'dedupe', 'needs a primaryKey, by which records are known again'],
    [method === 'GET' && stream.body !== undefined, 'body', 'cannot be sent with GET: set `method`'],
    [
      stream.paginate?.followsLinks === true && stream.baseUrl === undefined,
      'baseUrl',
      'is needed by byLink: the same URL as that of the client',
    ],
  ]
  const broken = rules.flatMap(([isBroken, path, message]) => (isBroken ? [{ path, message }] : []))
  return [...broken, ...findUnfilled(stream), ...findUnconfirmed(stream)]
}

function findUnfilled<Parameters>({
  path,
  parent,
  partitions,
}: RestStreamOptions<Parameters>): readonly OptionProblem[] {
  if (typeof path !== 'string') return []
  const hasPartitions = partitions !== undefined || parent?.stream.partitions !== undefined
  return placesIn(path).flatMap((place) => {
    if (place === 'partition') {
      return hasPartitions ? [] : [{ path: 'path', message: '{partition} needs `partitions`' }]
    }
    if (parent === undefined)
      return [{ path: 'path', message: `{${place}} is a field of a parent: it needs \`parent\`` }]
    return isPath(place) ? [] : [{ path: 'path', message: `{${place}} is no path in the record of the parent` }]
  })
}

function findUnconfirmed<Parameters>({
  confirm,
  primaryKey,
  parent,
}: RestStreamOptions<Parameters>): readonly OptionProblem[] {
  if (confirm === undefined) return []
  const places = placesIn(confirm.path)
  const keys = toPaths(primaryKey)
  const strange = places.filter((place) => !keys.includes(place))
  const unknown = Object.keys(parent?.into ?? {}).filter((name) => !keys.includes(name))
  return [
    ...(places.length > 0
      ? []
      : [{ path: 'confirm.path', message: 'names no record: it needs the key, as in /orders/{id}' }]),
    ...strange.map((place) => ({ path: 'confirm.path', message: `{${place}} is not in the primaryKey` })),
    ...unknown.map((name) => ({
      path: 'confirm',
      message: `cannot know '${name}' of the parent: it is not in the primaryKey`,
    })),
  ]
}
