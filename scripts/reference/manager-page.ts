import { makeTypePage } from './type-pages.ts'
import type { Listed } from './type-pages.ts'
import type { Page, ReadSource } from './page.ts'

const types: Listed = [
  ['manager-options.ts', 'ManagerOptions'],
  ['store/postgres-store/pglite-store.ts', 'PgliteStoreOptions'],
  ['store/postgres-store/postgres-store.ts', 'PostgresStoreOptions'],
  ['store/memory-store.ts', 'MemoryStoreOptions'],
  ['executor/in-process-executor.ts', 'InProcessOptions'],
  ['secrets/secret-options.ts', 'SecretOptions'],
  ['secrets/secret-key.ts', 'SecretKey'],
  ['secrets/secret-reference.ts', 'SecretReference'],
  ['model/breaker.ts', 'BreakerOptions'],
  ['ends/end-view.ts', 'EndInput', 'EndChange', 'ConnectorView', 'TestResult'],
  ['store/records.ts', 'DestinationMode'],
  ['pipelines/pipeline-view.ts', 'DefinitionInput', 'PipelineInput', 'PipelineEdit', 'PipelineView', 'DuplicateInput'],
  ['pipelines/pipeline-view.ts', 'AdvancedEditPlan', 'AdvancedEditResult', 'SavepointView', 'PipelineDescription'],
  ['filter/filter-data.ts', 'FilterData', 'FilterCondition'],
  ['transformation/transformation-data.ts', 'TransformationData', 'TransformationStep'],
  ['model/status.ts', 'PipelineStatus', 'StatusName'],
  ['runs/run-view.ts', 'RunView', 'RunQuery', 'ErrorGroup'],
  ['accounts.ts', 'AccountInput'],
  ['store/records.ts', 'AccountRecord'],
  ['executor/executor.ts', 'Executor', 'RunQueue', 'ClaimedRun', 'WorkOptions'],
]

/** What a manager takes and answers. */
export function makeManagerPage(readSource: ReadSource): Page {
  const intro = 'What `createManager` of `@millrace/manager` takes, and what its parts take and answer.'
  return makeTypePage({ name: 'manager.md', title: 'Manager', intro, listed: types }, readSource)
}
