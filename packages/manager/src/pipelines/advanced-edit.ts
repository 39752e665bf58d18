import type { ManagerContext } from '../manager-context.ts'
import { applyEvent } from '../records/apply-event.ts'
import { changeRecords, replacing, creating } from '../records/change-records.ts'
import { loadPipeline } from '../records/load-pipeline.ts'
import { readOwn, requireAccount } from '../records/read-records.ts'
import { newRow } from '../runs/queue-run.ts'
import type { BuildOrder, PipelineDefinition, PipelineRecord } from '../store/records.ts'
import { checkDefinition } from './check-definition.ts'
import type { CheckedDefinition } from './check-definition.ts'
import type { AdvancedEditPlan, AdvancedEditResult, DefinitionInput } from './pipeline-view.ts'
import { movePipeline } from './move-pipeline.ts'
import type { Move, MoveContext } from './move-pipeline.ts'
import { toDefinition } from './to-definition.ts'

type Place = { readonly account: number; readonly id: number }

/** Says what an advanced edit would do. Changes nothing. */
export async function planAdvancedEdit(
  context: ManagerContext,
  place: Place,
  input: DefinitionInput,
): Promise<AdvancedEditPlan> {
  const { move, checked } = await prepare(context, place, input)
  const { isInPlace, leftBehind, remarks } = move
  return { isInPlace, plan: checked.plan, leftBehind, remarks }
}

/** Gives a pipeline another definition, and queues the build. The tables that stand are left alone until everything was read. */
export async function advancedEdit(
  context: ManagerContext,
  place: Place,
  input: DefinitionInput & { readonly runsAtOnce?: boolean },
): Promise<AdvancedEditResult> {
  const { store } = context
  const prepared = await prepare(context, place, input)
  const build = await store.nextId('run')
  await changeRecords(store, async () => {
    const now = await store.now()
    const loaded = await loadPipeline(store, place)
    const { kept } = loaded
    const edited = applyEvent(context, loaded, { type: 'edit' }, now)
    // Somebody else may have edited it since it was looked at.
    const move = movePipeline(store, kept, prepared.definition, prepared.context)
    const { offers, columns } = prepared.checked
    const typed = columns === undefined ? {} : { columns }
    const record = { ...editedRecord(edited, move), offers, ...typed, activeRun: build }
    const kind = move.isInPlace && kept.value.standing !== undefined ? 'edit' : 'create'
    const order: BuildOrder = { kind, savepointsFrom: null, runsAfter: input.runsAtOnce ?? false }
    const row = newRow(kept, { type: 'build', trigger: 'edit', incremental: null, order, now })
    return {
      changes: [creating('run', { id: build, account: place.account }, row), replacing(kept, record)],
      answer: undefined,
    }
  })
  context.wake()
  return { build, leftBehind: prepared.move.leftBehind }
}

interface Prepared {
  readonly definition: PipelineDefinition
  readonly context: MoveContext
  readonly move: Move
  readonly checked: CheckedDefinition
}

async function prepare(context: ManagerContext, place: Place, input: DefinitionInput): Promise<Prepared> {
  const { store } = context
  await requireAccount(store, place.account)
  const { kept } = await loadPipeline(store, place)
  const { source, destination } = { ...kept.value.definition, ...input }
  const definition = toDefinition(input, { source, destination })
  const isSameKind = await isSameSourceKind(context, place.account, [kept.value.definition.source, source])
  const first = movePipeline(store, kept, definition, { isSameKind, proposed: {} })
  const { stateId, readsEverything } = first
  const { name } = kept.value
  const checked = await checkDefinition(context, place.account, definition, { name, stateId, readsEverything })
  const tables = checked.plan.streams[definition.stream]?.tables ?? []
  const proposed = Object.fromEntries(tables.map((table) => [table.path, table.name]))
  const move = movePipeline(store, kept, definition, { isSameKind, proposed })
  return { definition, context: { isSameKind, proposed }, move, checked }
}

async function isSameSourceKind(
  { store }: ManagerContext,
  account: number,
  [before, after]: readonly [number, number],
): Promise<boolean> {
  if (before === after) return true
  const [old, wanted] = await Promise.all([
    store.read('source', before),
    readOwn(store, 'source', { account, id: after }),
  ])
  return old?.value.connector === wanted.value.connector
}

function editedRecord(record: PipelineRecord, move: Move): PipelineRecord {
  const { interimTables: _interim, replaced: _replaced, columns: _columns, standing, ...others } = record
  const { definition, stateId, generation, readsEverything, interimTables, replaced, takesOver } = move
  return {
    ...others,
    ...(move.isInPlace && standing !== undefined ? { standing } : {}),
    ...(interimTables === undefined ? {} : { interimTables }),
    ...(replaced === undefined ? {} : { replaced }),
    definition,
    stateId,
    generation,
    readsEverything,
    takesOver,
    startsAt: null,
  }
}
