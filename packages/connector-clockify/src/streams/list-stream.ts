import type { Part, ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import type { RunContext } from '../api/once-per-run.ts'
import { idOf } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { createdAt } from '../entities/created-at.ts'
import { lacksFeature } from '../entities/plan.ts'
import { partlyShown } from './partly-shown.ts'
import { skipWithoutFeature } from './skip-without-feature.ts'
import type { StreamTools } from './stream-tools.ts'

/** A stream that is read whole each time, workspace by workspace. */
export interface ListStreamOptions extends Omit<StreamDefinition, 'read' | 'partitions' | 'incremental'> {
  /** The pages of one workspace. */
  readonly pages: (workspaceId: string, request: ReadRequest) => AsyncIterable<readonly ClockifyObject[]>
  /** Makes the record of an object. Default: as it is. Each also gets `created_at`, from its id. */
  readonly toRecord?: (object: ClockifyObject, workspaceId: string) => ClockifyObject
  /** What the plan must have, as a workspace calls it in `features`. Where it says that it has not, nothing is asked for. */
  readonly feature?: string
}

/**
 * A list that has ended regularly is complete: only then a row that did not come is one that is gone. A workspace whose
 * plan lacks the feature is skipped; one whose lists may be shown in part deletes nothing.
 */
export function listStream(tools: StreamTools, options: ListStreamOptions): StreamDefinition {
  const { workspaces, access } = tools
  const { pages, toRecord = (object) => object, feature, ...definition } = options
  return {
    primaryKey: 'id',
    ...definition,
    partitions: async (context) => (await listAble(tools, feature, context)).map(idOf),
    read: (request) => skipWithoutFeature(read(request)),
  }

  async function* read(request: ReadRequest): AsyncGenerator<Part> {
    const { partition } = request
    if (feature !== undefined && lacksFeature(await workspaces.find(partition, request), feature)) {
      yield { skipped: `the plan of workspace ${partition} does not have ${feature}` }
      return
    }
    for await (const objects of pages(partition, request)) {
      yield { records: objects.map((object) => withCreatedAt(toRecord(object, partition))) }
    }
    if (!(await access.seesAll(partition, request))) yield { skipped: partlyShown(partition) }
  }
}

/** The record with the moment at which it was made, as its id says. */
export function withCreatedAt(record: ClockifyObject): ClockifyObject {
  return { ...record, created_at: createdAt(record['id']) }
}

/** Workspaces whose plan has the feature. If none has it they are all listed, so that somebody is told. */
async function listAble(
  { workspaces }: StreamTools,
  feature: string | undefined,
  context: RunContext,
): Promise<readonly ClockifyObject[]> {
  const all = await workspaces.list(context)
  if (feature === undefined) return all
  const able = all.filter((workspace) => !lacksFeature(workspace, feature))
  return able.length === 0 ? all : able
}
