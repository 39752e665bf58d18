import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'
import { nullIfEmpty } from './null-if-empty.ts'
import { memberKey, uniteMemberships } from './unite-memberships.ts'

/**
 * A workspace with its settings as fields of its own. A setting that has the name of another field stays in
 * `workspaceSettings`. `lockTimeEntries` is an instant, or null where nothing is locked.
 */
export function toWorkspace({ workspaceSettings = null, ...workspace }: ClockifyObject): ClockifyObject {
  const settings = Object.entries(isObject(workspaceSettings) ? workspaceSettings : {}).map(
    ([name, value]) => [name, name === 'lockTimeEntries' ? nullIfEmpty(value) : value] as const,
  )
  const taken = new Set([...Object.keys(workspace), 'workspaceSettings', 'created_at'])
  const kept = settings.filter(([name]) => taken.has(name))
  return {
    ...workspace,
    ...Object.fromEntries(settings.filter(([name]) => !taken.has(name))),
    ...(kept.length === 0 ? {} : { workspaceSettings: Object.fromEntries(kept) }),
    memberships: uniteMemberships(workspace['memberships'], memberKey),
  }
}
