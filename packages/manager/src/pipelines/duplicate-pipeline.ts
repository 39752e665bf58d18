import { InvalidOptionsError } from '@millrace/core'
import type { JsonValue, OptionProblem } from '@millrace/core'
import type { ManagerContext } from '../manager-context.ts'
import { readOwn, requireAccount } from '../records/read-records.ts'
import { requireActiveEnds } from '../runs/queue-run.ts'
import type { PipelineDefinition } from '../store/records.ts'
import type { Kept } from '../store/store.ts'
import { checkDefinition } from './check-definition.ts'
import { addPipeline } from './create-pipeline.ts'
import type { DuplicateInput } from './pipeline-view.ts'
import { requireName, requireSchedule } from './require-schedule.ts'
import { stateIdOf } from './state-id.ts'
import type { AnyEnd } from '../ends/any-end.ts'

/** Creates a pipeline like another one, and answers its id; its tables are built after that. */
export async function duplicatePipeline(
  context: ManagerContext,
  account: number,
  input: DuplicateInput,
): Promise<number> {
  const { store } = context
  await requireAccount(store, account)
  const base = await readOwn(store, 'pipeline', { account, id: input.pipeline_id })
  const target = await requireAccount(store, input.client_id ?? account)
  const [source, destination] = await Promise.all([
    readOwn(store, 'source', { account: target.id, id: input.src_collection_id }),
    readOwn(store, 'destination', { account: target.id, id: input.dest_collection_id }),
  ])
  requireActiveEnds(source, destination)
  const problems = [
    ...(await checkKinds(context, base, source, destination)),
    ...checkPaths(base, 'full_tables', input.full_tables),
    ...(input.deltas_tables === undefined ? [] : checkPaths(base, 'deltas_tables', input.deltas_tables)),
    ...checkParameters(base.value.definition.parameters, input.overwrite_parameters ?? {}),
    ...checkFlag(input.execute_immediately),
  ]
  if (problems.length > 0) throw new InvalidOptionsError(problems)
  const { schedule, isEnabled } = base.value
  const { period, cron } = schedule
  requireSchedule({ period, ...(cron === null ? {} : { cron }) }, target.value, await store.now())
  const name = input.name ?? base.value.name
  requireName(name)
  const definition = toDuplicate(base.value.definition, input)
  const id = await store.nextId('pipeline')
  const state = { name, stateId: stateIdOf(store, id, 1), readsEverything: false }
  const { offers, columns } = await checkDefinition(context, target.id, definition, state)
  const { definition: old, stateId, readsEverything } = base.value
  await addPipeline(context, {
    id,
    account: target.id,
    name,
    definition,
    offers,
    columns,
    isEnabled,
    period,
    cron,
    takesOver: true,
    order: {
      kind: 'create',
      savepointsFrom: readsEverything ? null : { destination: old.destination, stateId, stream: old.stream },
      runsAfter: input.execute_immediately === 'Y',
    },
  })
  return id
}

function toDuplicate(base: PipelineDefinition, input: DuplicateInput): PipelineDefinition {
  const { parameters } = base
  return {
    ...base,
    source: input.src_collection_id,
    destination: input.dest_collection_id,
    tables: input.full_tables,
    deltas: input.deltas_tables ?? {},
    parameters: isObject(parameters) ? { ...parameters, ...input.overwrite_parameters } : parameters,
  }
}

async function checkKinds(
  { store }: ManagerContext,
  { account, value }: Kept<'pipeline'>,
  source: Kept<'source'>,
  destination: Kept<'destination'>,
): Promise<readonly OptionProblem[]> {
  const [oldSource, oldDestination] = await Promise.all([
    readOwn(store, 'source', { account, id: value.definition.source }),
    readOwn(store, 'destination', { account, id: value.definition.destination }),
  ])
  return [
    ...checkKind('src_collection_id', source, oldSource),
    ...checkKind('dest_collection_id', destination, oldDestination),
  ]
}

function checkKind(path: string, { kind, value }: AnyEnd, base: AnyEnd): readonly OptionProblem[] {
  const wanted = base.value.connector
  if (value.connector === wanted) return []
  return [
    { path, message: `must be a ${kind} of the kind ${wanted}, as in the base pipeline; it is ${value.connector}` },
  ]
}

/** Every path of the base must be named, and no other one can be. */
function checkPaths(
  { value }: Kept<'pipeline'>,
  option: string,
  names: Readonly<Record<string, string>>,
): readonly OptionProblem[] {
  const paths = [
    ...new Set(['', ...Object.keys(value.definition.tables), ...Object.keys(value.standing?.tables ?? {})]),
  ]
  const list = paths.map((path) => `"${path}"`).join(', ')
  const missing = paths.filter((path) => typeof names[path] !== 'string' || names[path] === '')
  const unknown = Object.keys(names).filter((path) => !paths.includes(path))
  return [
    ...missing.map((path) => ({
      path: option,
      message: `names no table for path "${path}"; all must be named: ${list}`,
    })),
    ...unknown.map((path) => ({
      path: option,
      message: `has a path "${path}", which the pipeline has not; it has: ${list}`,
    })),
  ]
}

/** A parameter must have a value in the base to have another one. */
function checkParameters(base: JsonValue, overwritten: Readonly<Record<string, JsonValue>>): readonly OptionProblem[] {
  const known = isObject(base) ? Object.entries(base).filter(([, value]) => value !== null) : []
  const names = known.map(([name]) => name)
  return Object.keys(overwritten)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: `overwrite_parameters.${name}`,
      message: `has no value in the base pipeline; there are: ${names.length === 0 ? 'none' : names.join(', ')}`,
    }))
}

function checkFlag(flag: string): readonly OptionProblem[] {
  return flag === 'Y' || flag === 'N' ? [] : [{ path: 'execute_immediately', message: 'must be "Y" or "N"' }]
}

function isObject(value: JsonValue): value is Readonly<Record<string, JsonValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
