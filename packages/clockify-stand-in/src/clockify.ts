import type { Faults } from './faults/faults.ts'
import type { RequestHook } from './http/request-hook.ts'
import type { RequestLog } from './http/request-log.ts'
import type { Quirks } from './quirks.ts'
import type { Truth } from './truth.ts'
import type { World } from './world/world.ts'

export interface ClockifyKeys {
  readonly owner: string
  readonly admin: string
  readonly member: string
  /** Of an add-on in the first workspace, which may do what the owner may. */
  readonly addonToken: string
}

/** A running stand-in. */
export interface Clockify extends AsyncDisposable {
  /** `http://127.0.0.1:port/api/v1` */
  readonly apiBaseUrl: string
  /** `…/report/v1`; the same routes are below `/v1`. */
  readonly reportsBaseUrl: string
  /** `…/audit/v1` */
  readonly auditBaseUrl: string
  readonly keys: ClockifyKeys
  /** A key of any account. */
  keyOf(userId: string): string
  readonly world: World
  readonly truth: Truth
  readonly faults: Faults
  readonly quirks: Quirks
  readonly requests: RequestLog
  /** Calls the hook before each request is answered; what it returns takes the hook away. */
  onRequest(hook: RequestHook): () => void
  close(): Promise<void>
}
