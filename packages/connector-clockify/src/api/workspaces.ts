import { SourceError } from '@millrace/core/plugin'
import { idOf, isObject } from '../entities/clockify-object.ts'
import type { ClockifyObject } from '../entities/clockify-object.ts'
import type { ClockifyApi } from './clockify-api.ts'
import { OncePerRun } from './once-per-run.ts'
import type { RunContext } from './once-per-run.ts'

/** The workspaces of the settings, or all that the key sees, asked for once per run. */
export class Workspaces {
  readonly #api: ClockifyApi
  readonly #lists: OncePerRun<readonly ClockifyObject[]> = new OncePerRun()

  constructor(api: ClockifyApi) {
    this.#api = api
  }

  /** As the API shows them, ordered by id. */
  async list(context: RunContext): Promise<readonly ClockifyObject[]> {
    return this.#lists.get('', context, () => this.#ask(context))
  }

  async ids(context: RunContext): Promise<readonly string[]> {
    return (await this.list(context)).map(idOf)
  }

  /** One of them. */
  async find(id: string, context: RunContext): Promise<ClockifyObject> {
    const found = (await this.list(context)).find((workspace) => idOf(workspace) === id)
    if (found === undefined) throw unknownWorkspaces(this.#api, [id], await this.ids(context))
    return found
  }

  async #ask(context: RunContext): Promise<readonly ClockifyObject[]> {
    const { workspaces: wanted = [], addonToken } = this.#api.settings
    if (addonToken === undefined) return selectWorkspaces(this.#api, await this.#api.listOnce('/workspaces', context))
    const answers = await Promise.all(wanted.map((id) => this.#api.get(`/workspaces/${id}`, context)))
    return answers.filter(isObject)
  }
}

/** Those that the settings name, or all; ordered by id. Throws an error that names those that are not there. */
export function selectWorkspaces(api: ClockifyApi, seen: readonly ClockifyObject[]): readonly ClockifyObject[] {
  const byId = new Map(seen.map((workspace) => [idOf(workspace), workspace]))
  const ids = [...new Set(api.settings.workspaces ?? byId.keys())].toSorted()
  const unknown = ids.filter((id) => !byId.has(id))
  if (unknown.length > 0) throw unknownWorkspaces(api, unknown, [...byId.keys()])
  return ids.map((id) => byId.get(id)).filter((workspace) => workspace !== undefined)
}

/** That the key does not see workspaces where it was asked. */
export function unknownWorkspaces(
  { place, settings }: ClockifyApi,
  unknown: readonly string[],
  seen: readonly string[],
): SourceError {
  const isAddon = settings.addonToken !== undefined
  return new SourceError({
    code: 'clockify_unknown_workspace',
    message:
      `the ${isAddon ? 'add-on' : 'key'} sees no workspace ${unknown.join(', ')} at ${place}` +
      (isAddon ? '' : `; it sees: ${seen.join(', ') || 'none'}`) +
      '. One in another region needs the setting `region` and a key made there',
    isRetryable: false,
  })
}
