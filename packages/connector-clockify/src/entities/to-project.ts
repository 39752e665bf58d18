import { isObject } from './clockify-object.ts'
import type { ClockifyObject } from './clockify-object.ts'
import { nullIfEmpty } from './null-if-empty.ts'
import { without } from './without.ts'
import { memberKey, uniteMemberships } from './unite-memberships.ts'

/** A project of a plain list or of a hydrated one, whose tasks and client are in tables of their own. */
export function toProject(project: ClockifyObject): ClockifyObject {
  const { client, clientId, clientName, memberships } = project
  return {
    ...without(project, 'client', 'tasks'),
    clientId: nullIfEmpty(clientId),
    clientName: nullIfEmpty(clientName ?? (isObject(client) ? client['name'] : null)),
    memberships: uniteMemberships(memberships, memberKey),
  }
}
