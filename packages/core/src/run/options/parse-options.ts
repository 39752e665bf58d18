import { z } from 'zod'
import { InvalidOptionsError } from '../../contract/errors/invalid-options-error.ts'
import { columnTypes } from '../../contract/column-type.ts'
import { contractVersion } from '../../contract/contract-version.ts'
import { UnsupportedContractError } from '../../contract/errors/unsupported-contract-error.ts'
import { toProblems } from '../../kit/parse-settings.ts'
import type { PipelineOptions } from './pipeline-options.ts'

const aFunction = z.custom<(...given: never[]) => unknown>((value) => typeof value === 'function', 'must be a function')
const aPlugIn = (kind: 'source' | 'destination'): z.ZodType =>
  z.custom(
    (value) => typeof value === 'object' && value !== null && ('contract' in value || isPlugIn(kind, value)),
    `must be a ${kind}, as \`define${kind[0]?.toUpperCase()}${kind.slice(1)}\` makes it`,
  )
const isPlugIn = (kind: 'source' | 'destination', value: object): boolean =>
  typeof Reflect.get(value, kind === 'source' ? 'streams' : 'open') === 'function'
const whole = (least: number): z.ZodType<number> => z.int().min(least)
const texts = z.array(z.string())
const names = z.record(z.string(), z.string().min(1))
const versioned = z.union([aFunction, z.strictObject({ version: z.string().min(1), apply: aFunction })], {
  error: 'must be a function, or { version, apply }',
})
const bound = z.union([z.string(), z.number()], { error: 'must be a text or a number' })
const fieldPaths = z.array(z.string().min(1))

const shared = {
  naming: z
    .union([z.enum(['lower', 'snake']), aFunction], { error: 'must be "lower", "snake" or a function' })
    .optional(),
  drift: z.enum(['evolve', 'discardValue', 'discardRecord', 'freeze']).optional(),
  deletions: z.enum(['delete', 'mark', 'keep']).optional(),
  maxDeleted: z
    .union(
      [
        // Aborting, or the message would speak of one of the two only.
        z.int().min(0, { abort: true }),
        z.number().gt(0, { abort: true }).lt(1, { abort: true }),
        z.strictObject({ share: z.number().min(0).max(1), count: whole(0) }),
        z.literal(false),
      ],
      { error: 'must be a count (whole number), a share (fraction below 1), { share, count } or false' },
    )
    .optional(),
  rejectLimit: whole(0).optional(),
  maxRetriedRejects: whole(0).optional(),
  maxDepth: whole(1).optional(),
  onGap: z.enum(['fail', 'refresh']).optional(),
}

const streamOptions = z.strictObject({
  ...shared,
  mode: z.enum(['full', 'incremental', 'append', 'range']).optional(),
  range: z.strictObject({ from: bound.optional(), to: bound.optional() }).optional(),
  parameters: z.unknown().optional(),
  tables: names.optional(),
  deltas: names.optional(),
  fields: z
    .union([z.strictObject({ include: fieldPaths }), z.strictObject({ exclude: fieldPaths })], {
      error: 'must be { include: [paths] } or { exclude: [paths] }',
    })
    .optional(),
  columns: z
    .record(
      z.string(),
      z.union(
        [
          z.enum(columnTypes),
          z.strictObject({
            type: z.enum(columnTypes),
            name: z.string().min(1).optional(),
            description: z.string().optional(),
          }),
        ],
        { error: `must be a type (${columnTypes.join(', ')}) or { type, name, description }` },
      ),
    )
    .optional(),
  json: texts.optional(),
  filter: versioned.optional(),
  transform: versioned.optional(),
  lookBack: z.number().min(0).optional(),
})

function asObject(given: unknown): unknown {
  return given === true ? {} : given
}

const pipelineOptions = z.strictObject({
  ...shared,
  source: aPlugIn('source'),
  destination: aPlugIn('destination'),
  name: z.string().min(1).optional(),
  id: z.string().min(1).optional(),
  streams: z.record(z.string(), z.preprocess(asObject, streamOptions.optional())).optional(),
  concurrency: whole(1).optional(),
  batchSize: whole(1).optional(),
  inferenceWindow: whole(1).optional(),
  commitAfterRecords: whole(1).optional(),
  commitAfterInMs: whole(0).optional(),
  atomic: z.boolean().optional(),
  maxAttempts: whole(1).optional(),
  retryDelayInMs: whole(0).optional(),
  stallTimeoutInMs: whole(1).optional(),
  deadline: z.date().optional(),
  leaseDurationInMs: whole(1000).optional(),
  maxGenerationAgeInMs: whole(0).optional(),
  takeOver: z.boolean().optional(),
  rebuild: z.boolean().optional(),
  signal: z.instanceof(AbortSignal).optional(),
  logger: z
    .custom((value) => typeof value === 'object' && value !== null && 'warn' in value, 'must be a logger')
    .optional(),
  logLevel: z.enum(['silent', 'debug', 'info', 'warn', 'error']).optional(),
  onEvent: aFunction.optional(),
  now: aFunction.optional(),
})

/** Throws one `InvalidOptionsError` with every problem of form; what the streams make of the options comes later. */
export function parseOptions(options: PipelineOptions): void {
  const answer = pipelineOptions.safeParse(options)
  if (!answer.success) throw new InvalidOptionsError(answer.error.issues.flatMap(toProblems))
  requireContract('source', options.source)
  requireContract('destination', options.destination)
  const lacking = (['text', 'integer', 'timestamp'] as const).filter(
    (type) => !options.destination.capabilities.types.includes(type),
  )
  if (lacking.length > 0) {
    throw new UnsupportedContractError(
      `destination ${options.destination.name} has no type ${lacking.join(', ')}, which the columns of the engine need`,
    )
  }
  if (!options.destination.capabilities.isAtomic) {
    throw new UnsupportedContractError(
      `destination ${options.destination.name} cannot publish in one transaction; this version needs one that can`,
    )
  }
}

function requireContract(kind: string, plugIn: { readonly contract: unknown; readonly name: string }): void {
  if (plugIn.contract === contractVersion) return
  const found =
    plugIn.contract === undefined ? 'names no contract' : `speaks contract ${JSON.stringify(plugIn.contract)}`
  throw new UnsupportedContractError(
    `${kind} ${plugIn.name} ${found}; this version of @millrace/core speaks "${contractVersion}". ` +
      `Make it with \`define${kind === 'source' ? 'Source' : 'Destination'}\`, or install versions that fit together`,
  )
}
