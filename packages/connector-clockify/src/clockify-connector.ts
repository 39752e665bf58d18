import { defineConnector, defineSource, parseSettings } from '@millrace/core/plugin'
import type { Connector, Source } from '@millrace/core/plugin'
import { Access } from './api/access.ts'
import { ClockifyApi } from './api/clockify-api.ts'
import type { ClockifyTools } from './api/clockify-api.ts'
import { SharedLists } from './api/shared-lists.ts'
import { Workspaces } from './api/workspaces.ts'
import { checkAccess } from './check-access.ts'
import { settings } from './settings.ts'
import type { ClockifySettings, ResolvedSettings } from './settings.ts'
import { createStreams } from './streams/streams.ts'
import type { ClockifyStreamName } from './streams/streams.ts'

/** For managers and forms: Clockify, not yet bound to settings. */
export const clockifyConnector: Connector<ResolvedSettings, ClockifyStreamName> = defineConnector({
  name: 'clockify',
  title: 'Clockify',
  settings,
  connect: (resolved) => connect(resolved),
})

/** A source of a Clockify account's workspaces. Throws an `InvalidOptionsError` with every problem of the settings. */
export function clockify(given: ClockifySettings, tools: ClockifyTools = {}): Source<ClockifyStreamName> {
  return connect(parseSettings(settings, given), tools)
}

function connect(resolved: ResolvedSettings, tools: ClockifyTools = {}): Source<ClockifyStreamName> {
  const api = new ClockifyApi(resolved, tools)
  const workspaces = new Workspaces(api)
  return defineSource({
    name: 'clockify',
    check: (context) => checkAccess(api, context),
    streams: createStreams({ api, workspaces, access: new Access(api), lists: new SharedLists(api) }),
  })
}
