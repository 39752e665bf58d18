import type { ManagerContext } from '../manager-context.ts'
import { newFacts } from '../model/change-state.ts'
import { changeRecords, creating } from '../records/change-records.ts'
import { requireAccount } from '../records/read-records.ts'
import { newRow } from '../runs/queue-run.ts'
import type { BuildOrder, PipelineDefinition, PipelineRecord, StreamOffer } from '../store/records.ts'
import { checkDefinition } from './check-definition.ts'
import { requireEnds } from './choose-ends.ts'
import type { PipelineInput } from './pipeline-view.ts'
import { requireName, requireSchedule } from './require-schedule.ts'
import { stateIdOf } from './state-id.ts'
import { toDefinition } from './to-definition.ts'

/** Creates a pipeline, and answers its id; its tables are built after that. */
export async function createPipeline(context: ManagerContext, account: number, input: PipelineInput): Promise<number> {
  const { store } = context
  const { value } = await requireAccount(store, account)
  const { period = null, cron = null, enabled = true, runsAtOnce = false, name = input.stream } = input
  requireName(name)
  requireSchedule({ period, ...(cron === null ? {} : { cron }) }, value, await store.now())
  const definition = toDefinition(input, await requireEnds(store, account, input))
  const id = await store.nextId('pipeline')
  const stateId = stateIdOf(store, id, 1)
  const { offers, columns } = await checkDefinition(context, account, definition, {
    name,
    stateId,
    readsEverything: false,
  })
  const order: BuildOrder = { kind: 'create', savepointsFrom: null, runsAfter: runsAtOnce }
  await addPipeline(context, {
    id,
    account,
    name,
    definition,
    offers,
    columns,
    isEnabled: enabled,
    period,
    cron,
    order,
  })
  return id
}

/** What a new pipeline is made of. */
export interface NewPipeline {
  readonly id: number
  readonly account: number
  readonly name: string
  readonly definition: PipelineDefinition
  readonly offers: StreamOffer
  readonly columns: PipelineRecord['columns']
  readonly isEnabled: boolean
  readonly period: PipelineRecord['schedule']['period']
  readonly cron: PipelineRecord['schedule']['cron']
  readonly order: BuildOrder
  readonly takesOver?: boolean
}

/** Stores a pipeline, and queues the build of its tables. */
export async function addPipeline(context: ManagerContext, made: NewPipeline): Promise<void> {
  const { store } = context
  const { id, account, name, definition, offers, columns, isEnabled, period, cron, order, takesOver = false } = made
  const build = await store.nextId('run')
  await changeRecords(store, async () => {
    const now = await store.now()
    const { build: building, health } = newFacts(isEnabled)
    const record: PipelineRecord = {
      name,
      definition,
      isEnabled,
      // Planned when the tables stand.
      schedule: { period, cron, nextRunAt: null },
      build: building,
      health,
      activeRun: build,
      stateId: stateIdOf(store, id, 1),
      readsEverything: false,
      startsAt: null,
      offers,
      ...(columns === undefined ? {} : { columns }),
      generation: 1,
      takesOver,
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    }
    const row = newRow({ id }, { type: 'build', trigger: 'creation', incremental: null, order, now })
    return {
      changes: [creating('pipeline', { id, account }, record), creating('run', { id: build, account }, row)],
      answer: undefined,
    }
  })
  context.wake()
}
