export type { CellValue, ColumnType } from './contract/column-type.ts'
export type { Connector } from './contract/connector.ts'
export type { ColumnDeclaration, TableDeclaration } from './contract/declarations.ts'
export type { DestinationConnector } from './contract/destination-connector.ts'
export type { Destination } from './contract/destination.ts'
export { CommitConflictError } from './contract/errors/commit-conflict-error.ts'
export { DefinitionChangedError } from './contract/errors/definition-changed-error.ts'
export { DeletionGuardError } from './contract/errors/deletion-guard-error.ts'
export { DestinationBusyError } from './contract/errors/destination-busy-error.ts'
export { DestinationError } from './contract/errors/destination-error.ts'
export { InvalidOptionsError } from './contract/errors/invalid-options-error.ts'
export type { OptionProblem } from './contract/errors/invalid-options-error.ts'
export { InvalidPartError } from './contract/errors/invalid-part-error.ts'
export { LeaseLostError } from './contract/errors/lease-lost-error.ts'
export { MillraceError } from './contract/errors/millrace-error.ts'
export { PipelineBusyError } from './contract/errors/pipeline-busy-error.ts'
export { RejectLimitError } from './contract/errors/reject-limit-error.ts'
export { SavepointLostError } from './contract/errors/savepoint-lost-error.ts'
export { SavepointRefusedError } from './contract/errors/savepoint-refused-error.ts'
export { SchemaFrozenError } from './contract/errors/schema-frozen-error.ts'
export { SourceError } from './contract/errors/source-error.ts'
export { StallError } from './contract/errors/stall-error.ts'
export { TableOwnedError } from './contract/errors/table-owned-error.ts'
export { UnbalancedLedgerError } from './contract/errors/unbalanced-ledger-error.ts'
export { UnsupportedContractError } from './contract/errors/unsupported-contract-error.ts'
export type { JsonValue, SourceRecord } from './contract/json.ts'
export type { Key, KeyValue } from './contract/key.ts'
export type { Logger } from './contract/logger.ts'
export type { Part } from './contract/part.ts'
export type { StreamOutcome, TableOutcome } from './contract/publish.ts'
export type { CursorRange, ReadRequest, RunMode } from './contract/read-request.ts'
export type { Reject } from './contract/reject.ts'
export { stepNames } from './contract/run-record.ts'
export type {
  LedgerCounts,
  RunRecord,
  RunStatus,
  RunWarning,
  StepCounts,
  StepName,
  Steps,
  TableCounts,
} from './contract/run-record.ts'
export type { StoredSavepoint } from './contract/savepoint.ts'
export type { Scope } from './contract/scope.ts'
export type { Source } from './contract/source.ts'
export type { Stream, StreamDefinition } from './contract/stream.ts'
export type { StreamDescription } from './contract/stream-description.ts'
export type { ColumnSchema, StreamSchema, TableSchema } from './contract/table-schema.ts'
export { arraySource } from './kit/array-source.ts'
export type { ArrayStream } from './kit/array-source.ts'
export { defineSource } from './kit/define-source.ts'
export type { SourceOptions } from './kit/define-source.ts'
export type { DiagramOptions } from './kit/diagram-streams.ts'
export { iterableSource } from './kit/iterable-source.ts'
export type { IterableStream } from './kit/iterable-source.ts'
export { toDbml } from './kit/to-dbml.ts'
export { toMermaid } from './kit/to-mermaid.ts'
export type { MermaidOptions } from './kit/to-mermaid.ts'
export { memoryDestination } from './memory/memory-destination.ts'
export type { MemoryDestination, MemoryOptions } from './memory/memory-destination.ts'
export { buildPipeline } from './run/build-pipeline.ts'
export type { BuildOptions, BuildResult, BuiltStream } from './run/build-pipeline.ts'
export { checkPipeline } from './run/check-pipeline.ts'
export type { CheckResult } from './run/check-pipeline.ts'
export type { DefinitionEffect } from './run/options/definition.ts'
export type {
  FilterFunction,
  PipelineOptions,
  PipelineRecord,
  SharedOptions,
  StreamOptions,
  TransformFunction,
  Versioned,
} from './run/options/pipeline-options.ts'
export { planPipeline } from './run/plan-pipeline.ts'
export type { PipelinePlan, SavepointPlan, StreamPlan, TablePlan } from './run/plan-pipeline.ts'
export { RunError } from './run/run-error.ts'
export type { RunEvent } from './run/run-event.ts'
export { runPipeline } from './run/run-pipeline.ts'
export type { RunResult, StreamResult } from './run/run-result.ts'
export type { GivenSavepoint } from './run/write-savepoints.ts'
export { rebuildRecords } from './tables/rebuild-records.ts'
export type { StoredRows } from './tables/rebuild-records.ts'
export type { DriftPolicy, Naming } from './tables/table-engine.ts'
