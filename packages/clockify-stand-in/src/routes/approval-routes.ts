import { paged, readPage } from '../http/paging.ts'
import type { Route } from '../http/route.ts'
import { sortRows, type SortKeys } from '../http/sort-rows.ts'
import { workspaceRoute } from '../http/workspace-route.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { Entity } from '../world/entities.ts'

/** The states that can be listed; requests in others exist but never come. */
const listedStates = ['PENDING', 'APPROVED', 'WITHDRAWN_APPROVAL'] as const

const sortKeys: SortKeys<Entity> = {
  ID: ({ id }) => id,
  USER_ID: (request) => ownerOf(request),
  START: (request) => part(requestOf(request).dateRange).start,
  UPDATED_AT: (request) => part(requestOf(request).status).updatedAt,
}

/** Timesheets that wait for approval or have it. Filters by user and time are ignored, as they are by the real server. */
export const approvalRoutes: readonly Route[] = [
  workspaceRoute('/approval-requests', { feature: 'APPROVAL' }, ({ workspace, query, caller, isAdmin }) => {
    const page = readPage(query)
    const status = query.oneOf('status', listedStates)
    const requests = workspace
      .of('approvalRequests')
      .all()
      .filter((request) => {
        const { state } = part(requestOf(request).status)
        if (!isAdmin && ownerOf(request) !== caller.userId) return false
        return status === undefined ? listedStates.some((candidate) => candidate === state) : state === status
      })
    return paged(
      sortRows(requests, query, sortKeys, 'ID').map(({ details }) => details ?? null),
      { page },
    )
  }),
]

function requestOf({ details }: Entity): JsonObject {
  return part(part(details).approvalRequest)
}

function ownerOf(request: Entity): Json | undefined {
  return part(requestOf(request).owner).userId
}

function part(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {}
}
