import type { Parameters } from '../http/parameters.ts'
import type { TimeEntry } from '../world/entities.ts'

/** The filters of the list besides its window; nothing when none is set. */
export function entryFilter(query: Parameters): ((entry: TimeEntry) => boolean) | undefined {
  const tests: ((entry: TimeEntry) => boolean)[] = []
  const [description, project, task] = [query.text('description'), query.text('project'), query.text('task')]
  const tags = query.list('tags')
  if (query.boolean('in-progress') === true) tests.push(({ timeInterval }) => timeInterval.end === null)
  if (query.boolean('project-required') === true) tests.push(({ projectId }) => projectId !== null)
  if (query.boolean('task-required') === true) tests.push(({ taskId }) => taskId !== null)
  if (project !== undefined) tests.push(({ projectId }) => projectId === project)
  if (task !== undefined) tests.push(({ taskId }) => taskId === task)
  if (tags.length > 0) tests.push(({ tagIds }) => tags.some((tag) => tagIds?.includes(tag) ?? false))
  if (description !== undefined) {
    const wanted = description.toLowerCase()
    tests.push((entry) => entry.description.toLowerCase().includes(wanted))
  }
  return tests.length === 0 ? undefined : (entry) => tests.every((test) => test(entry))
}
