import { ok } from '../http/answer.ts'
import type { Route } from '../http/route.ts'
import { workspaceRoute } from '../http/workspace-route.ts'

/** Webhooks with their secrets, never paged. */
export const webhookRoutes: readonly Route[] = [
  workspaceRoute('/webhooks', { isForAdmins: true }, ({ workspace }) => {
    const webhooks = workspace.of('webhooks').all()
    return ok({ workspaceWebhookCount: webhooks.length, webhooks })
  }),
]
