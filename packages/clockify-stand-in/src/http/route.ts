import type { Quirks } from '../quirks.ts'
import type { Feature } from '../world/plans.ts'
import type { Role, WorkspaceState } from '../world/workspace-state.ts'
import type { World } from '../world/world.ts'
import type { Answer } from './answer.ts'
import type { Caller } from './caller.ts'
import type { Parameters } from './parameters.ts'

/** The three servers behind one address. */
export type Host = 'core' | 'reports' | 'audit'

export interface Call {
  readonly world: World
  readonly quirks: Quirks
  readonly caller: Caller
  /** The path without its base. */
  readonly path: string
  /** What stands in the places of `:name` in the path. */
  readonly ids: Readonly<Record<string, string>>
  readonly query: Parameters
  /** The parsed body; `undefined` when there is none. */
  readonly body: unknown
}

export interface WorkspaceCall extends Call {
  readonly workspace: WorkspaceState
  readonly role: Role
  /** Owner or administrator. */
  readonly isAdmin: boolean
}

export interface Route {
  readonly host: Host
  readonly method: 'GET' | 'POST'
  /** Such as `/workspaces/:workspaceId/tags`. */
  readonly path: string
  readonly answer: (call: Call) => Answer
}

export interface WorkspaceRouteOptions {
  readonly host?: Host
  readonly method?: 'GET' | 'POST'
  /** The plan has to have it. */
  readonly feature?: Feature
  /** Only for owners and administrators. */
  readonly isForAdmins?: boolean
}

export type WorkspaceAnswer = (call: WorkspaceCall) => Answer
