import type { GivenSavepoint, Reject } from '@millrace/core'
import type { ManagerContext } from '../manager-context.ts'
import type { CronSchedule } from '../model/cron.ts'
import type { Period } from '../model/period.ts'
import { statusOf } from '../model/status.ts'
import type { PipelineStatus } from '../model/status.ts'
import { loadPipeline, withWork } from '../records/load-pipeline.ts'
import { requireAccount } from '../records/read-records.ts'
import type { StreamPreview } from '../preview/preview-stream.ts'
import { advancedEdit, planAdvancedEdit } from './advanced-edit.ts'
import { buildAgain } from './build-again.ts'
import { chooseEnds } from './choose-ends.ts'
import type { Choices } from './choose-ends.ts'
import { createPipeline } from './create-pipeline.ts'
import { deletePipeline } from './delete-pipeline.ts'
import { duplicatePipeline } from './duplicate-pipeline.ts'
import { editPipeline } from './edit-pipeline.ts'
import { findByTable } from './find-by-table.ts'
import { describePipeline, readRejects } from './look-into.ts'
import { listPipelines } from './list-pipelines.ts'
import type {
  AdvancedEditPlan,
  AdvancedEditResult,
  DefinitionInput,
  DuplicateInput,
  PipelineDescription,
  PipelineEdit,
  PipelineInput,
  PipelineQuery,
  PipelineView,
  SavepointView,
} from './pipeline-view.ts'
import { previewPipeline } from './preview-pipeline.ts'
import { readSavepoints, resetSavepoint, setSavepoints } from './savepoints.ts'
import { showPipeline } from './show-pipeline.ts'

/** The pipelines of an account. */
export class Pipelines {
  readonly #context: ManagerContext
  readonly #account: number

  constructor(context: ManagerContext, account: number) {
    this.#context = context
    this.#account = account
  }

  /** What is chosen for a new pipeline: each end where exactly one is active. */
  async choices(): Promise<Choices> {
    await requireAccount(this.#context.store, this.#account)
    return chooseEnds(this.#context.store, this.#account)
  }

  /**
   * Creates a pipeline, and answers its id at once; its tables are built after that, as `status` tells. Both ends must work.
   * Throws `InvalidOptionsError` with everything that is wrong.
   */
  create(input: PipelineInput): Promise<number> {
    return createPipeline(this.#context, this.#account, input)
  }

  /** What a pipeline would make of the first records: tables, proposed names, fields with types, and rows. Stores nothing. */
  preview(input: DefinitionInput, options: { readonly maxRecords?: number } = {}): Promise<StreamPreview> {
    return previewPipeline(this.#context, this.#account, input, options)
  }

  async read(id: number): Promise<PipelineView> {
    return showPipeline(await this.#load(id))
  }

  /** Newest first. */
  async list(query: PipelineQuery = {}): Promise<readonly PipelineView[]> {
    await requireAccount(this.#context.store, this.#account)
    return listPipelines(this.#context.store, this.#account, query)
  }

  /** How it stands, in the words of the API. */
  async status(id: number): Promise<PipelineStatus> {
    return statusOf((await this.#load(id)).facts)
  }

  /** The pipelines that write a table, or delta table, of this name. */
  async findByTable(name: string): Promise<readonly PipelineView[]> {
    const { store } = this.#context
    await requireAccount(store, this.#account)
    const found = await findByTable(store, this.#account, name)
    return Promise.all(found.map(async (kept) => showPipeline(await withWork(store, kept))))
  }

  /** Changes name, schedule and whether it runs. A live run goes on. */
  edit(id: number, edit: PipelineEdit): Promise<void> {
    return editPipeline(this.#context, this.#place(id), edit)
  }

  /** Says what an advanced edit would do to tables and savepoints. Changes nothing. */
  planAdvancedEdit(id: number, definition: DefinitionInput): Promise<AdvancedEditPlan> {
    return planAdvancedEdit(this.#context, this.#place(id), definition)
  }

  /**
   * Gives it another definition, in all that a definition has; ends that are left out stay. The savepoint is reset, and the next
   * run reads everything; until it has succeeded the tables that stand keep their names and rows.
   */
  advancedEdit(
    id: number,
    definition: DefinitionInput & { readonly runsAtOnce?: boolean },
  ): Promise<AdvancedEditResult> {
    return advancedEdit(this.#context, this.#place(id), definition)
  }

  /** Builds the tables again, after that has failed. Answers the build's id. */
  build(id: number): Promise<number> {
    return buildAgain(this.#context, this.#place(id))
  }

  /** Enabling again forgets the failures before. A live run goes on. */
  setStatus(id: number, { enabled }: { readonly enabled: boolean }): Promise<void> {
    return editPipeline(this.#context, this.#place(id), { enabled })
  }

  /** How often it runs by itself; null: never. It must be enabled for that. */
  setSchedule(id: number, schedule: Period | CronSchedule | null): Promise<void> {
    const isCron = typeof schedule === 'object' && schedule !== null
    return editPipeline(this.#context, this.#place(id), isCron ? { cron: schedule } : { period: schedule })
  }

  /** Creates one like another one, with its savepoint and frequency. Answers the new id before the tables are built. */
  duplicate(input: DuplicateInput): Promise<number> {
    return duplicatePipeline(this.#context, this.#account, input)
  }

  /** A live run is cancelled. Tables stay, unless `dropTables` is set and the destination offers it; run records stay. */
  delete(id: number, options: { readonly dropTables?: boolean } = {}): Promise<void> {
    return deletePipeline(this.#context, this.#place(id), options)
  }

  /** Where the next incremental run goes on. */
  savepoints(id: number): Promise<readonly SavepointView[]> {
    return readSavepoints(this.#context, this.#place(id))
  }

  /** Puts savepoints in place of those that stand. Refused while a run is in progress. */
  setSavepoints(id: number, savepoints: readonly GivenSavepoint[]): Promise<void> {
    return setSavepoints(this.#context, this.#place(id), savepoints)
  }

  /** Makes the next run read everything anew. */
  resetSavepoint(id: number): Promise<void> {
    return resetSavepoint(this.#context, this.#place(id))
  }

  /** The tables with their columns, as they stand in the destination, and as diagrams. */
  describe(id: number): Promise<PipelineDescription> {
    return describePipeline(this.#context, this.#place(id))
  }

  /** The records that could not be stored, with their reasons. */
  rejects(id: number): Promise<readonly Reject[]> {
    return readRejects(this.#context, this.#place(id))
  }

  async #load(id: number): ReturnType<typeof loadPipeline> {
    await requireAccount(this.#context.store, this.#account)
    return loadPipeline(this.#context.store, this.#place(id))
  }

  #place(id: number): { readonly account: number; readonly id: number } {
    return { account: this.#account, id }
  }
}
