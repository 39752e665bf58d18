import { isObjectId } from '../world/object-id.ts'
import { accessDenied, unknownWorkspace } from './api-error.ts'
import type { Call, Route, WorkspaceAnswer, WorkspaceCall, WorkspaceRouteOptions } from './route.ts'

/** A route below `/workspaces/{id}`: checks workspace, membership, plan and rights, in this order, before any parameter. */
export function workspaceRoute(path: string, options: WorkspaceRouteOptions, answer: WorkspaceAnswer): Route {
  const { host = 'core', method = 'GET' } = options
  return { host, method, path: `/workspaces/:workspaceId${path}`, answer: (call) => answer(enter(call, options)) }
}

function enter(call: Call, { feature, isForAdmins = false }: WorkspaceRouteOptions): WorkspaceCall {
  const { world, caller } = call
  const workspaceId = call.ids.workspaceId ?? ''
  if (!isObjectId(workspaceId)) throw accessDenied()
  const workspace = world.findWorkspace(workspaceId)
  if (workspace === undefined) throw unknownWorkspace()
  const role = workspace.roleOf(caller.userId)
  if (role === undefined) throw accessDenied()
  if (caller.workspaceId !== undefined && caller.workspaceId !== workspaceId) throw accessDenied()
  const isAdmin = role === 'owner' || role === 'admin'
  if (feature !== undefined && !workspace.hasFeature(feature)) throw accessDenied()
  if (isForAdmins && !isAdmin) throw accessDenied()
  return { ...call, workspace, role, isAdmin }
}
