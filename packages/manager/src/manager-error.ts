import { MillraceError } from '@millrace/core'

/** Why the manager refuses something, with the text of each. */
export const refusals = {
  workspace_does_not_exist: 'workspace does not exist',
  source_does_not_exist: 'source does not exist',
  destination_does_not_exist: 'destination does not exist',
  pipeline_does_not_exist: 'pipeline does not exist',
  run_does_not_exist: 'run does not exist',
  pipeline_is_disabled: 'pipeline is disabled',
  incremental_requires_an_update_time_column: 'incremental requires an update time column',
  pipeline_is_already_in_progress: 'pipeline is already in progress',
  pipeline_is_building_its_tables: 'pipeline is building its tables',
  data_warehouse_is_in_inspection_mode: 'data warehouse is in inspection mode',
  data_warehouse_is_in_maintenance_mode: 'data warehouse is in maintenance mode',
  pipeline_could_not_build_its_tables: 'pipeline could not build its tables',
  pipeline_is_not_in_progress: 'pipeline is not in progress',
  source_is_not_active: 'source is not active',
  destination_is_not_active: 'destination is not active',
  source_does_not_work: 'source does not work',
  destination_does_not_work: 'destination does not work',
  source_is_used: 'source is used by pipelines',
  destination_is_used: 'destination is used by pipelines',
  source_must_be_chosen: 'source must be chosen',
  destination_must_be_chosen: 'destination must be chosen',
  connector_does_not_exist: 'connector does not exist',
  manual_runs_are_not_allowed: 'this account may not start runs by hand',
  not_offered_by_destination: 'the destination does not offer this',
  manager_is_stopped: 'the manager is stopped',
  too_many_changes_at_once: 'the record was changed by others again and again; try again',
} as const

export type RefusalCode = keyof typeof refusals

/** The code of a text above. */
export function refusalOf(text: string): RefusalCode {
  const found = Object.entries(refusals).find(([, known]) => known === text)
  if (found === undefined) throw new TypeError(`no refusal has the text "${text}"`)
  return found[0] as RefusalCode
}

/** The manager refuses what it was asked for. */
export class ManagerError extends MillraceError {
  readonly kind = 'manager'
  readonly refusal: RefusalCode

  constructor(refusal: RefusalCode, details?: string, options: { readonly cause?: unknown } = {}) {
    super({
      code: refusal,
      message: details === undefined ? refusals[refusal] : `${refusals[refusal]}: ${details}`,
      isRetryable: refusal === 'pipeline_is_already_in_progress' || refusal === 'too_many_changes_at_once',
      ...options,
    })
    this.refusal = refusal
  }

  static override isInstance(this: void, value: unknown): value is ManagerError {
    return MillraceError.isInstance(value) && 'kind' in value && value.kind === 'manager'
  }
}
