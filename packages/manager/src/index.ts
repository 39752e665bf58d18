export { AccountManager } from './account-manager.ts'
export { Accounts, defaultAccount } from './accounts.ts'
export type { AccountInput, AccountView } from './accounts.ts'
export { createManager } from './create-manager.ts'
export type { Manager } from './create-manager.ts'
export { Destinations } from './ends/destinations.ts'
export type {
  ConnectorView,
  DestinationView,
  EndChange,
  EndInput,
  EndView,
  SourceView,
  TestResult,
} from './ends/end-view.ts'
export { Sources } from './ends/sources.ts'
export type { ClaimedRun, Executor, RunQueue, WorkOptions } from './executor/executor.ts'
export { inProcessExecutor } from './executor/in-process-executor.ts'
export type { InProcessOptions } from './executor/in-process-executor.ts'
export { filterOperators } from './filter/filter-data.ts'
export type { FilterCondition, FilterData, FilterOperator } from './filter/filter-data.ts'
export { ManagerError, refusals } from './manager-error.ts'
export type { RefusalCode } from './manager-error.ts'
export type { ManagerEvent } from './manager-event.ts'
export type { ManagerOptions } from './manager-options.ts'
export type { BreakerOptions } from './model/breaker.ts'
export type { CronSchedule } from './model/cron.ts'
export { periods } from './model/period.ts'
export type { Period } from './model/period.ts'
export type { PipelineStatus, StatusName } from './model/status.ts'
export type { ColumnSummary, StreamSummary, TableSummary } from './preview/describe-streams.ts'
export type { StreamPreview } from './preview/preview-stream.ts'
export type { PreviewField, PreviewTable } from './preview/preview-tables.ts'
export type { Choices } from './pipelines/choose-ends.ts'
export type {
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
} from './pipelines/pipeline-view.ts'
export { Pipelines } from './pipelines/pipelines.ts'
export type { ErrorGroup, RunQuery, RunView } from './runs/run-view.ts'
export { Runs } from './runs/runs.ts'
export { resealRecords } from './secrets/reseal-records.ts'
export { SecretKeeper } from './secrets/secret-keeper.ts'
export type { SecretKey } from './secrets/secret-key.ts'
export type { SecretOptions } from './secrets/secret-options.ts'
export type { SecretPlace } from './secrets/secret-place.ts'
export type { SecretReference } from './secrets/secret-reference.ts'
export { SecretsError } from './secrets/secrets-error.ts'
export { memoryStore } from './store/memory-store.ts'
export type { MemoryStore, MemoryStoreOptions } from './store/memory-store.ts'
export { pgliteStore } from './store/postgres-store/pglite-store.ts'
export type { PgliteStoreOptions } from './store/postgres-store/pglite-store.ts'
export type { PostgresPool } from './store/postgres-store/postgres-pool.ts'
export { postgresStore } from './store/postgres-store/postgres-store.ts'
export type { PostgresStoreOptions } from './store/postgres-store/postgres-store.ts'
export type {
  AccountRecord,
  BuildOrder,
  DestinationMode,
  DestinationRecord,
  EndRecord,
  PipelineDefinition,
  PipelineRecord,
  RecordKind,
  RunEnd,
  RunRow,
  ScheduleRecord,
  SealedSecret,
  StandingNames,
  StoredRecord,
  StreamOffer,
} from './store/records.ts'
export { StoreError } from './store/store-error.ts'
export type { StoreErrorCode } from './store/store-error.ts'
export type { Change, Kept, ListQuery, Store } from './store/store.ts'
export type { HashKey } from './transformation/hash-value.ts'
export type { RegisteredFunctions } from './transformation/registered-functions.ts'
export type { TransformationData, TransformationStep } from './transformation/transformation-data.ts'
