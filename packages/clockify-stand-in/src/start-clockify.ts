import type { ClockifyOptions } from './clockify-options.ts'
import type { Clockify } from './clockify.ts'
import { Faults } from './faults/faults.ts'
import { ApiServer } from './http/api-server.ts'
import type { Caller } from './http/caller.ts'
import { RequestLog } from './http/request-log.ts'
import { defaultQuirks, type Quirks } from './quirks.ts'
import { allRoutes } from './routes/all-routes.ts'
import { isZone } from './time/zone.ts'
import { Truth } from './truth.ts'
import { sampleWorld } from './world/sample-world.ts'
import { scaleWorld } from './world/scale-world.ts'
import type { Role } from './world/workspace-state.ts'
import type { World } from './world/world.ts'

const addonToken = 'stand-in.addon.token'

/** Starts a server of the Clockify API on this machine, with a world of its own. */
export async function startClockify(options: ClockifyOptions = {}): Promise<Clockify> {
  const { key = 'stand-in-owner-key', port } = options
  const world = createWorld(options)
  const apiKeys = new Map<string, Caller>()
  const keys = {
    owner: key,
    admin: 'stand-in-admin-key',
    member: 'stand-in-member-key',
    addonToken,
  }
  const ownerId = firstWithRole(world, 'owner')
  apiKeys.set(keys.owner, { keyName: 'owner', userId: ownerId })
  apiKeys.set(keys.admin, { keyName: 'admin', userId: firstWithRole(world, 'admin') })
  apiKeys.set(keys.member, { keyName: 'member', userId: firstWithRole(world, 'member') })
  const addon: Caller = { keyName: 'addon', userId: ownerId, workspaceId: world.workspace().id }
  const quirks = readQuirks(options)
  const faults = new Faults()
  const requests = new RequestLog()
  const keyRing = { apiKeys, addonTokens: new Map([[addonToken, addon]]) }
  const server = new ApiServer({ world, quirks, keys: keyRing, faults, requests, routes: allRoutes, port })
  const url = await server.listen()
  return {
    apiBaseUrl: `${url}/api/v1`,
    reportsBaseUrl: `${url}/report/v1`,
    auditBaseUrl: `${url}/audit/v1`,
    keys,
    keyOf(userId) {
      const userKey = `stand-in-key-of-${userId}`
      apiKeys.set(userKey, { keyName: userId, userId })
      return userKey
    },
    world,
    truth: new Truth(world),
    faults,
    quirks,
    requests,
    onRequest: (hook) => server.addHook(hook),
    close: () => server.close(),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

function createWorld({
  seed = 'samples',
  zone = 'Europe/Belgrade',
  plan,
  now = () => new Date(),
}: ClockifyOptions): World {
  if (!isZone(zone)) throw new Error(`'${zone}' is no time zone: name one such as Europe/Belgrade`)
  const options = { zone, now: () => now().getTime() }
  const world = seed === 'samples' ? sampleWorld(options) : scaleWorld(seed, options)
  if (plan !== undefined) world.setPlan(world.workspace().id, plan)
  return world
}

function firstWithRole(world: World, role: Role): string {
  const workspace = world.workspace()
  return workspace.members.all().find(({ id }) => workspace.roleOf(id) === role)?.id ?? ''
}

function readQuirks(options: ClockifyOptions): Quirks {
  const usual = defaultQuirks()
  const { shiftsWindows, sendsLastPage, hydratedTasks, feed, feedDelayInMs } = options
  return {
    shiftsWindows: shiftsWindows ?? usual.shiftsWindows,
    sendsLastPage: sendsLastPage ?? usual.sendsLastPage,
    hydratedTasks: hydratedTasks ?? usual.hydratedTasks,
    feed: feed ?? usual.feed,
    feedDelayInMs: feedDelayInMs ?? usual.feedDelayInMs,
  }
}
