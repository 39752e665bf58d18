import { SourceError } from '@millrace/core/plugin'
import type { Part, ReadRequest, StreamDefinition } from '@millrace/core/plugin'
import { hasHydratedProjects, listProjects } from '../api/list-projects.ts'
import { isGone } from '../api/read-refusal.ts'
import { idOf, isObject } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import { withCreatedAt } from './list-stream.ts'
import { partlyShown } from './partly-shown.ts'
import { skipWithoutFeature } from './skip-without-feature.ts'
import type { StreamTools } from './stream-tools.ts'

/** How many projects are asked for their tasks at once. */
const projectsAtOnce = 4

/** Tasks of all projects, done ones too. */
export function tasks(tools: StreamTools): StreamDefinition {
  return {
    description: 'Tasks of all projects, done ones too, with those who work on them.',
    primaryKey: 'id',
    columns: {
      id: 'text',
      name: 'text',
      workspaceId: { type: 'text', description: 'Not sent by Clockify: the workspace of the project' },
      projectId: 'text',
      status: { type: 'text', description: 'ACTIVE or DONE' },
      assigneeId: 'text',
      billable: 'boolean',
      estimate: { type: 'text', description: 'ISO 8601' },
      duration: { type: 'text', description: 'Time tracked so far, ISO 8601' },
      budgetEstimate: { type: 'integer', description: 'In cents or the like' },
      'hourlyRate.amount': 'float',
      'hourlyRate.currency': 'text',
      'costRate.amount': 'float',
      'costRate.currency': 'text',
      created_at: 'timestamp',
    },
    tables: {
      assigneeIds: { valueColumn: 'user_id', valueType: 'text', unordered: true },
      userGroupIds: { valueColumn: 'user_group_id', valueType: 'text', unordered: true },
    },
    scopeColumns: ['workspaceId'],
    completeness: 'explicit',
    partitions: (context) => tools.workspaces.ids(context),
    read: (request) => skipWithoutFeature(read(tools, request)),
  }
}

async function* read(tools: StreamTools, request: ReadRequest): AsyncGenerator<Part> {
  const { api, workspaces, access, lists } = tools
  const workspaceId = request.partition
  const isHydrated = hasHydratedProjects(api.settings, await workspaces.find(workspaceId, request))
  for await (const page of listProjects(lists, workspaceId, { ...request, isHydrated })) {
    for await (const found of isHydrated ? tasksInside(page) : tasksBeside(tools, page, request)) {
      if (found.length === 0) continue
      yield { records: found.map((task) => withCreatedAt({ ...task, workspaceId })) }
    }
  }
  if (!(await access.seesAll(workspaceId, request))) yield { skipped: partlyShown(workspaceId) }
  // Nobody has proven that hydrated projects carry all of their tasks.
  else if (!isHydrated) yield { complete: { workspaceId } }
}

function* tasksInside(projects: readonly ClockifyObject[]): Generator<readonly ClockifyObject[]> {
  yield projects.flatMap(({ tasks }) => {
    if (Array.isArray(tasks)) return tasks.filter(isObject)
    throw new SourceError({
      code: 'clockify_unexpected_answer',
      message: "hydrated projects came without their tasks: set `tasksFrom` to 'projects'",
      isRetryable: false,
    })
  })
}

async function* tasksBeside(
  tools: StreamTools,
  projects: readonly ClockifyObject[],
  request: ReadRequest,
): AsyncGenerator<readonly ClockifyObject[]> {
  for (let start = 0; start < projects.length; start += projectsAtOnce) {
    const some = projects.slice(start, start + projectsAtOnce)
    yield (await Promise.all(some.map((project) => tasksOf(tools, idOf(project), request)))).flat()
  }
}

async function tasksOf({ api }: StreamTools, projectId: string, request: ReadRequest): Promise<ClockifyObject[]> {
  const path = `/workspaces/${request.partition}/projects/${projectId}/tasks`
  const tasks: ClockifyObject[] = []
  try {
    for await (const page of api.wholeList({ path, query: { 'sort-column': 'ID' } }, request)) tasks.push(...page)
    return tasks
  } catch (error) {
    // The project was deleted since it was listed, and its tasks with it.
    if (isGone(error)) return []
    throw error
  }
}
