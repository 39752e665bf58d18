import { z } from 'zod'
import { regions } from './api/base-urls.ts'
import type { Region } from './api/base-urls.ts'

/** What the connector is bound to. */
export interface ClockifySettings {
  /** Of a user who is owner or administrator of the workspaces. Either this or `addonToken`. */
  readonly apiKey?: string | undefined
  /** Of an installed add-on; `workspaces` must then be named. Either this or `apiKey`. */
  readonly addonToken?: string | undefined
  /** Where the workspaces are: global, Germany, USA, United Kingdom, Australia. Default `global`. */
  readonly region?: Region | undefined
  /** Instead of the region's, for subdomains: `https://acme.clockify.me/api/v1`. */
  readonly apiBaseUrl?: string | undefined
  /** Instead of the region's: `https://acme.clockify.me/report/v1`. */
  readonly reportsBaseUrl?: string | undefined
  /** Ids of workspaces. Default: all that the key sees in the region. */
  readonly workspaces?: readonly string[] | undefined
  /** A date or an instant: time entries that begin before it are not read. Default: no bound, but for reports, see there. */
  readonly since?: string | undefined
  /** Days before now whose time entries every run reads again, so that edits and deletions arrive. Default 35. */
  readonly reread?: number | undefined
  /** After so many days an incremental run reads all time entries again. Default: never. */
  readonly reconcileEvery?: number | undefined
  /** By `users`, one list each; or by the detailed `report`, which needs far fewer requests and has the entries of removed users. Default `users`. */
  readonly entriesFrom?: 'users' | 'report' | undefined
  /** By `projects`, one list each; or in one list with `hydrated` projects. Default `projects`, on a Free plan `hydrated`. */
  readonly tasksFrom?: 'projects' | 'hydrated' | undefined
  /** Default 8. */
  readonly requestsPerSecond?: number | undefined
  /** New workspaces on the Free plan have 30. When they are used up, a run ends `paused`. Default: no bound. */
  readonly requestsPerHour?: number | undefined
}

/** Settings with all defaults. */
export interface ResolvedSettings extends ClockifySettings {
  readonly region: Region
  readonly reread: number
  readonly entriesFrom: 'users' | 'report'
  readonly requestsPerSecond: number
}

const url = z.url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
const id = z.string().regex(/^[0-9a-f]{24}$/i, 'must be an id of 24 hexadecimal digits')

export const settings: z.ZodType<ResolvedSettings, ClockifySettings> = z
  .strictObject({
    apiKey: z.string().min(1, 'must not be empty').meta({ isSecret: true }).optional(),
    addonToken: z.string().min(1, 'must not be empty').meta({ isSecret: true }).optional(),
    region: z.enum(regions).default('global'),
    apiBaseUrl: url.optional(),
    reportsBaseUrl: url.optional(),
    workspaces: z.array(id).min(1, 'must name a workspace, or be left out').readonly().optional(),
    since: z
      .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: 'must be a date (2020-01-31) or an instant' })
      .optional(),
    reread: z.number().positive().max(3_650).default(35),
    reconcileEvery: z.number().positive().optional(),
    entriesFrom: z.enum(['users', 'report']).default('users'),
    tasksFrom: z.enum(['projects', 'hydrated']).optional(),
    requestsPerSecond: z.number().positive().max(50).default(8),
    requestsPerHour: z.number().int().positive().optional(),
  })
  .superRefine(({ apiKey, addonToken, workspaces, apiBaseUrl, reportsBaseUrl }, context) => {
    if ((apiKey === undefined) === (addonToken === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['apiKey'],
        message: 'give either apiKey or addonToken; a key is made in Clockify under Profile settings, API',
      })
    }
    if (addonToken !== undefined && workspaces === undefined) {
      context.addIssue({
        code: 'custom',
        path: ['workspaces'],
        message: 'must be named together with addonToken: an add-on cannot list workspaces',
      })
    }
    if (apiBaseUrl !== undefined && reportsBaseUrl === undefined) {
      context.addIssue({ code: 'custom', path: ['reportsBaseUrl'], message: 'must be given together with apiBaseUrl' })
    }
  })
