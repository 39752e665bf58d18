import type { PluginCodes } from './plugin-codes.ts'

export const connectorClockify: PluginCodes = {
  errors: {
    clockify_forbidden:
      'Clockify refuses something: the user of the key lacks a role, the plan a feature, or the add-on a permission.',
    clockify_list_changes:
      'A list lost objects each time it was read, so that nobody knows whether all came. Retryable.',
    clockify_missing_role: 'The user of the key is neither owner nor administrator of a workspace. From `check`.',
    clockify_no_workspace: 'The user of the key has no workspace in the region. From `check`.',
    clockify_not_found: 'A workspace or a path does not exist in the region.',
    clockify_same_page: 'A page of a list brought nothing new: the list cannot be read to its end. Retryable.',
    clockify_unexpected_answer: 'An answer has another form than it should: the API has changed.',
    clockify_unknown_workspace: 'The key sees no workspace with an id that the settings name.',
    clockify_unreachable: 'Nobody answers at the address. From `check`. Retryable.',
    clockify_unsteady_list: 'Time entries changed so fast that their pages did not fit together. Retryable.',
    clockify_wrong_address: 'What answers at the address is not Clockify. From `check`.',
    clockify_wrong_key: 'Clockify does not know the key in the region.',
    clockify_wrong_savepoint: 'The savepoint of time entries is not one that the connector has made.',
  },
  rejects: {},
}
