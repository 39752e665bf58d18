import type { Reject } from '@millrace/core'
import type {
  AdvancedEditPlan,
  AdvancedEditResult,
  Choices,
  ConnectorView,
  DefinitionInput,
  DestinationView,
  DuplicateInput,
  EndInput,
  ErrorGroup,
  Period,
  PipelineDescription,
  PipelineEdit,
  PipelineInput,
  PipelineView,
  SourceView,
  StreamPreview,
  StreamSummary,
  TestResult,
} from '@millrace/manager'
import type { SetMode } from '../routes/ends/destinations.ts'
import type { ErrorQuery } from '../routes/look/look-routes.ts'
import type { SavepointList } from '../routes/look/savepoint-routes.ts'
import type { PipelineListQuery } from '../routes/manage/list-pipelines.ts'
import type { PreviewInput } from '../routes/manage/prepare-pipelines.ts'
import type { DeleteQuery } from '../routes/pipelines/delete-pipeline.ts'
import type { Duplicated } from '../schemas/duplicate.ts'
import type { EndEdit } from '../schemas/ends.ts'
import type { PageQuery } from '../schemas/paging.ts'
import type { StatusById } from '../schemas/pipeline-status.ts'
import type { RunBody, RunList } from '../schemas/run.ts'
import type { IncludeQuery, RunListQuery } from '../schemas/run-query.ts'
import type { Wire } from '../schemas/wire.ts'

/** What an operation is given, and what it answers. */
interface Operation<Given, Answer> {
  readonly given: Given
  readonly answer: Answer
}

interface Id {
  readonly id: number
}

interface Body<Content> {
  readonly body: Content
}

interface Query<Content> {
  readonly query?: Content
}

interface EndOperations<Title extends string, Member extends string, View> {
  readonly connectors: Operation<unknown, { readonly connectors: readonly Wire<ConnectorView>[] }>
  readonly list: Operation<Query<PageQuery>, { readonly [Key in Member]: readonly Wire<View>[] }>
  readonly create: Operation<Body<EndInput>, Id>
  readonly testSettings: Operation<Body<Pick<EndInput, 'connector' | 'settings'>>, TestResult>
  readonly test: Operation<Id, TestResult>
  readonly read: Operation<Id, Wire<View>>
  readonly update: Operation<Id & Body<EndEdit>, Wire<View>>
  readonly delete: Operation<Id, undefined>
  readonly title: Title
}

type Sources = EndOperations<'Source', 'sources', SourceView>
type Destinations = EndOperations<'Destination', 'destinations', DestinationView>

/** Every operation by the name that it has in the OpenAPI document. */
export interface Operations {
  readonly readHealth: Operation<unknown, { readonly status: 'ok' }>
  readonly readReadiness: Operation<unknown, { readonly status: 'ok' }>

  readonly listSourceConnectors: Sources['connectors']
  readonly listSources: Sources['list']
  readonly createSource: Sources['create']
  readonly testSourceSettings: Sources['testSettings']
  readonly testSource: Sources['test']
  readonly readSource: Sources['read']
  readonly updateSource: Sources['update']
  readonly deleteSource: Sources['delete']
  readonly listStreams: Operation<Id, { readonly streams: readonly Wire<StreamSummary>[] }>

  readonly listDestinationConnectors: Destinations['connectors']
  readonly listDestinations: Destinations['list']
  readonly createDestination: Destinations['create']
  readonly testDestinationSettings: Destinations['testSettings']
  readonly testDestination: Destinations['test']
  readonly readDestination: Destinations['read']
  readonly updateDestination: Destinations['update']
  readonly deleteDestination: Destinations['delete']
  readonly setDestinationMode: Operation<Id & Body<SetMode>, Wire<DestinationView>>

  readonly listRuns: Operation<Query<RunListQuery>, RunList>
  readonly listErrors: Operation<Query<ErrorQuery>, { readonly errors: readonly Wire<ErrorGroup>[] }>
  readonly readRun: Operation<Id & Query<IncludeQuery>, RunBody>
  readonly cancelRun: Operation<Id, RunBody>
  readonly startRun: Operation<Id & { readonly body?: { readonly incremental?: boolean | null } }, Id>

  readonly runPipeline: Operation<Id, { readonly success: true }>
  readonly readPipelineStatus: Operation<Id, StatusById>
  readonly setPipelineStatus: Operation<Id & Body<{ readonly enabled: boolean }>, undefined>
  readonly setPipelineSchedule: Operation<Id & Body<{ readonly period: Period | null }>, undefined>
  readonly createPipeline: Operation<Body<PipelineInput>, Id>
  readonly duplicatePipeline: Operation<Body<DuplicateInput>, Duplicated>
  readonly listPipelines: Operation<Query<PipelineListQuery>, { readonly pipelines: readonly Wire<PipelineView>[] }>
  readonly readChoices: Operation<unknown, Choices>
  readonly previewPipeline: Operation<Body<PreviewInput>, Wire<StreamPreview>>
  readonly readSchema: Operation<Id, Wire<PipelineDescription>>
  readonly listRejects: Operation<Id & Query<PageQuery>, { readonly rejects: readonly Wire<Reject>[] }>
  readonly readSavepoints: Operation<Id, SavepointList>
  readonly setSavepoints: Operation<Id & Body<SavepointList>, SavepointList>
  readonly resetSavepoints: Operation<Id, undefined>
  readonly planAdvancedEdit: Operation<Id & Body<DefinitionInput>, Wire<AdvancedEditPlan>>
  readonly advancedEdit: Operation<Id & Body<DefinitionInput & { readonly runsAtOnce?: boolean }>, AdvancedEditResult>
  readonly buildTables: Operation<Id, { readonly build: number }>
  readonly readPipeline: Operation<Id, Wire<PipelineView>>
  readonly editPipeline: Operation<Id & Body<PipelineEdit>, Wire<PipelineView>>
  readonly deletePipeline: Operation<Id & Query<DeleteQuery>, undefined>
}

export type OperationName = keyof Operations
