import type { PluginCodes } from './plugin-codes.ts'

export const manager: PluginCodes = {
  classes: ['ManagerError', 'SecretsError', 'StoreError', 'TransformationError'],
  errors: {},
  rejects: {},
}
