export { collectSuite } from './suite-runner.ts'
export type { CollectOptions, SuiteResult } from './suite-runner.ts'
export type { Expectation, Matchers, SuiteRunner } from './suite-runner-types.ts'
export { destinationSuite } from './destination-suite/destination-suite.ts'
export type { DestinationReader, Row } from './destination-suite/destination-reader.ts'
export { filteredOut, gone, KeyOperation, seen } from './destination-suite/key-operation.ts'
export { runRecord } from './destination-suite/run-record.ts'
export { streamPlan, together } from './destination-suite/stream-plan.ts'
export type { StreamPlan } from './destination-suite/stream-plan.ts'
export type {
  DestinationSuiteOptions,
  DestinationToggle,
  DestinationToggles,
  DestinationUnderTest,
} from './destination-suite/suite-options.ts'
export { tableBatches } from './destination-suite/table-batches.ts'
export type { BatchPlace, TestEntry, TestRecord } from './destination-suite/table-batches.ts'
export { TestBed } from './destination-suite/test-bed.ts'
export type { OpenOptions, Snapshot } from './destination-suite/test-bed.ts'
export { TestPartition } from './destination-suite/test-partition.ts'
export type { DurableStageOptions, PublishOptions } from './destination-suite/test-partition.ts'
export { testReject } from './destination-suite/test-reject.ts'
export { TestRun } from './destination-suite/test-run.ts'
export { testStream } from './destination-suite/test-stream.ts'
export type { ChildShape, StreamShape, TestStream } from './destination-suite/test-stream.ts'
export { FaultBench } from './fault-bench/fault-bench.ts'
export type { Ended, FaultBenchOptions, RunOptions } from './fault-bench/fault-bench.ts'
export { faultScenarios } from './fault-bench/fault-scenarios.ts'
export type { FaultScenario } from './fault-bench/fault-scenarios.ts'
export type { FaultReader, FaultStores, FaultSubject } from './fault-bench/fault-subject.ts'
export { inScenario } from './fault-bench/in-scenario.ts'
export type { LoadKind } from './fault-bench/load-kind.ts'
export { markedDestination } from './fault-bench/marked-destination.ts'
export type { Mark, OnMark } from './fault-bench/marked-destination.ts'
export { FaultProxy } from './fault-proxy/fault-proxy.ts'
export type { FaultProxyOptions } from './fault-proxy/fault-proxy.ts'
export type { InjectedFault } from './fault-proxy/injected-fault.ts'
export type { ByteTrigger, CutSide, ProxyDirection, ProxyFault } from './fault-proxy/proxy-fault.ts'
export { faultSuite } from './fault-suite/fault-suite.ts'
export type { FaultGroup, FaultSuiteOptions } from './fault-suite/fault-suite.ts'
export { killSuite } from './kill-suite/kill-suite.ts'
export type { KillSuiteOptions } from './kill-suite/kill-suite.ts'
export type { ChildProgram } from './kill-suite/run-child.ts'
export { runKillChild } from './kill-suite/run-kill-child.ts'
export type { KillChildOptions } from './kill-suite/run-kill-child.ts'
export { assertLedger, ledgerChecker } from './ledger-checker/ledger-checker.ts'
export type { LedgerCheck, LedgerChecker, LedgerCheckerOptions } from './ledger-checker/ledger-checker.ts'
export type { LedgerReader, LedgerRow, StagedPartition } from './ledger-checker/ledger-reader.ts'
export { sourceSuite } from './source-suite/source-suite.ts'
export type {
  SettingsUnderTest,
  SourceChanges,
  SourceSuiteOptions,
  SourceToggle,
  SourceToggles,
  SourceUnderTest,
  StreamChanges,
  StreamExpectation,
} from './source-suite/source-under-test.ts'
export { driftKinds } from './synthetic-source/drift.ts'
export type { DriftKind } from './synthetic-source/drift.ts'
export { keylessPoison, poisonKinds, poisonOutcomes } from './synthetic-source/poison.ts'
export type { PoisonKind, PoisonOutcome } from './synthetic-source/poison.ts'
export type { SyntheticProbe } from './synthetic-source/read-probe.ts'
export type { SyntheticMark } from './synthetic-source/synthetic-mark.ts'
export type { SyntheticFaults, SyntheticOptions } from './synthetic-source/synthetic-options.ts'
export { syntheticSource } from './synthetic-source/synthetic-source.ts'
export type { Synthetic, SyntheticHistory } from './synthetic-source/synthetic-source.ts'
export type { SyntheticWorld } from './synthetic-source/synthetic-world.ts'
export type { SavepointsByPartition, TruthRow } from './synthetic-source/truth.ts'
export type { WorldChange } from './synthetic-source/world-change.ts'
export type { Toggle } from './toggle.ts'
