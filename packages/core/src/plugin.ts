export { rowOperation } from './contract/batch.ts'
export type { ColumnBatch, RejectedRow, RowOperation, StageAnswer, StageBatch, TableBatch } from './contract/batch.ts'
export { defaultCapabilities } from './contract/capabilities.ts'
export type { Capabilities } from './contract/capabilities.ts'
export { columnTypes } from './contract/column-type.ts'
export type { CellValue, ColumnType } from './contract/column-type.ts'
export type { Connector } from './contract/connector.ts'
export type { Context } from './contract/context.ts'
export { contractVersion } from './contract/contract-version.ts'
export type { ContractVersion } from './contract/contract-version.ts'
export type { ColumnDeclaration, TableDeclaration } from './contract/declarations.ts'
export type { DestinationConnector } from './contract/destination-connector.ts'
export type { Destination, OpenRequest, PipelineState } from './contract/destination.ts'
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
export type { ErrorOptions } from './contract/errors/millrace-error.ts'
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
export type { Generation, GenerationPartition } from './contract/generation.ts'
export type { JsonValue, SourceRecord } from './contract/json.ts'
export type { Key, KeyValue, RowKey } from './contract/key.ts'
export type { Logger } from './contract/logger.ts'
export { maxSavepointBytes, partKinds } from './contract/part.ts'
export type {
  BytesPart,
  CompletePart,
  DeletedPart,
  Part,
  PartKind,
  PausePart,
  RecordsPart,
  SavepointPart,
  SkippedPart,
} from './contract/part.ts'
export { soonReadAgainInMs } from './contract/publish.ts'
export type {
  DeletionPolicy,
  NewSavepoint,
  PartitionCommit,
  PartitionStage,
  Publish,
  PublishedPartition,
  PublishOutcome,
  RowCondition,
  RowScope,
  StreamOutcome,
  StreamPublish,
  TableOutcome,
} from './contract/publish.ts'
export type { CursorRange, ReadMode, ReadRequest, RunMode } from './contract/read-request.ts'
export { maxRejectBytes } from './contract/reject.ts'
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
  StreamRecord,
  TableCounts,
} from './contract/run-record.ts'
export type { StoredSavepoint } from './contract/savepoint.ts'
export type { DefinitionRecord, RefusedWidening, SchemaAnswer, SchemaChange } from './contract/schema-change.ts'
export type { Scope, ScopeRange, ScopeValue } from './contract/scope.ts'
export type { Attempt, MissingRequest, Session, SignalOption, StreamState } from './contract/session.ts'
export type { Source } from './contract/source.ts'
export type { StandardIssue, StandardResult, StandardSchema } from './contract/standard-schema.ts'
export type { Confirmation, Stream, StreamContext, StreamDefinition } from './contract/stream.ts'
export type { StreamDescription } from './contract/stream-description.ts'
export { deltaColumns, systemColumns } from './contract/table-schema.ts'
export type { ColumnRole, ColumnSchema, StreamSchema, TableSchema, TableStep } from './contract/table-schema.ts'
export { arraySource } from './kit/array-source.ts'
export type { ArrayStream } from './kit/array-source.ts'
export { checkGeneration } from './kit/check-generation.ts'
export type { StagedGeneration } from './kit/check-generation.ts'
export { checkHow, checkPublish } from './kit/check-publish.ts'
export { checkRunRecord } from './kit/check-run-record.ts'
export { checkSchema, foldName } from './kit/check-schema.ts'
export { checkSequence } from './kit/check-sequence.ts'
export { compareCells } from './kit/compare-cells.ts'
export { defineConnector } from './kit/define-connector.ts'
export type { ConnectorOptions } from './kit/define-connector.ts'
export { defineDestinationConnector } from './kit/define-destination-connector.ts'
export type { DestinationConnectorOptions } from './kit/define-destination-connector.ts'
export { defineDestination } from './kit/define-destination.ts'
export type { DestinationOptions } from './kit/define-destination.ts'
export { defineSource } from './kit/define-source.ts'
export type { SourceOptions } from './kit/define-source.ts'
export { isHistoric, leadingDeltaColumns } from './kit/delta-columns.ts'
export type { DiagramOptions } from './kit/diagram-streams.ts'
export { formatTime, timestampCell } from './kit/format-time.ts'
export { createHttpClient } from './kit/http/create-http-client.ts'
export type {
  HttpAnswer,
  HttpClient,
  HttpQuery,
  HttpQueryValue,
  HttpRequest,
  HttpStream,
} from './kit/http/http-client.ts'
export type {
  Fetch,
  FetchInit,
  HttpClientOptions,
  HttpVerdict,
  RateBudgetOptions,
  RetryOptions,
} from './kit/http/http-client-options.ts'
export type { HttpCredentials, OAuthCredentials, TokenRequest } from './kit/http/http-credentials.ts'
export { HttpError } from './kit/http/http-error.ts'
export type { HttpErrorCode, HttpErrorOptions } from './kit/http/http-error.ts'
export { iterableSource } from './kit/iterable-source.ts'
export type { IterableStream } from './kit/iterable-source.ts'
export { newCounts } from './kit/new-counts.ts'
export type { StreamCounts } from './kit/new-counts.ts'
export type { AnswerPlace } from './kit/paginate/answer-place.ts'
export { byCursor } from './kit/paginate/by-cursor.ts'
export type { CursorPagesOptions } from './kit/paginate/by-cursor.ts'
export { byLink } from './kit/paginate/by-link.ts'
export type { LinkOptions } from './kit/paginate/by-link.ts'
export { byOffset } from './kit/paginate/by-offset.ts'
export type { OffsetOptions } from './kit/paginate/by-offset.ts'
export { byPageNumber } from './kit/paginate/by-page-number.ts'
export type { PageNumberOptions } from './kit/paginate/by-page-number.ts'
export type { EndRules } from './kit/paginate/end-rules.ts'
export { inWindows } from './kit/paginate/in-windows.ts'
export type { TimeWindow, WindowsOptions } from './kit/paginate/in-windows.ts'
export { LoopGuard } from './kit/paginate/loop-guard.ts'
export type { LoopGuardOptions } from './kit/paginate/loop-guard.ts'
export { pages } from './kit/paginate/pages.ts'
export type { Page, PagesOptions } from './kit/paginate/pages.ts'
export type { PageTurn, Paginator, TurnedPage } from './kit/paginate/paginator.ts'
export { placeInRequest } from './kit/paginate/request-place.ts'
export type { RequestParts, RequestPlace } from './kit/paginate/request-place.ts'
export type { SelectOptions } from './kit/paginate/select-records.ts'
export { singlePage } from './kit/paginate/single-page.ts'
export { parseJson } from './kit/parse-json.ts'
export { parseSettings } from './kit/parse-settings.ts'
export { describeFault, faultPath, keepRows, leaveOut, rejectedRows } from './kit/record-faults.ts'
export type { RecordFault } from './kit/record-faults.ts'
export type { Bound } from './kit/rest/bound.ts'
export type { BoundFormat } from './kit/rest/format-bound.ts'
export type { NamedRestStream } from './kit/rest/make-streams.ts'
export type { RestConfirm } from './kit/rest/rest-confirm.ts'
export type { RestCursor } from './kit/rest/rest-cursor.ts'
export type { RestParent } from './kit/rest/rest-parent.ts'
export type { RestRequest } from './kit/rest/rest-request.ts'
export { restSource } from './kit/rest/rest-source.ts'
export type { RestSourceOptions } from './kit/rest/rest-source.ts'
export { restStream } from './kit/rest/rest-stream.ts'
export type { RestStream, RestStreamOptions } from './kit/rest/rest-stream-options.ts'
export type { RestWindows } from './kit/rest/rest-windows.ts'
export {
  fromJsonText,
  fromScopesText,
  rejectFromText,
  rejectToText,
  toJsonText,
  toScopesText,
} from './kit/stored-json.ts'
export { compareSchemas, widerTypes } from './kit/schema-changes.ts'
export type { SchemaStep } from './kit/schema-changes.ts'
export { claimsOf, describeTableRefusal, isHeldBy, isOwnClaim, nameOfKind } from './kit/table-claims.ts'
export type { TableClaim, TableHolder, TableKind, TableOwner } from './kit/table-claims.ts'
export { toDbml } from './kit/to-dbml.ts'
export { toMermaid } from './kit/to-mermaid.ts'
export type { MermaidOptions } from './kit/to-mermaid.ts'
export { parsePath } from './kit/parse-path.ts'
