import type { Page, ReadSource } from './page.ts'
import { makeTypePage } from './type-pages.ts'
import type { Listed } from './type-pages.ts'

const types: Listed = [
  ['manager-options.ts', 'ManagerOptions'],
  ['secrets/secret-options.ts', 'SecretOptions'],
  ['secrets/secret-key.ts', 'SecretKey'],
  ['secrets/secret-reference.ts', 'SecretReference'],
  ['model/breaker.ts', 'BreakerOptions'],
  ['ends/end-view.ts', 'EndInput'],
  ['store/records.ts', 'DestinationMode'],
  ['pipelines/pipeline-view.ts', 'AdvancedEditPlan', 'AdvancedEditResult'],
  ['executor/executor.ts', 'Executor', 'RunQueue'],
]

/** What a manager is made of. */
export function makeManagerPage(readSource: ReadSource): Page {
  const intro =
    'What `createManager` of `@millrace/manager` takes, and the interfaces for an executor of your own. ' +
    'How it is used is in [Managed pipelines](../guides/managed-pipelines.md).'
  const folder = 'packages/manager/src'
  return makeTypePage({ name: 'manager.md', title: 'Manager', intro, listed: types, folder }, readSource)
}
