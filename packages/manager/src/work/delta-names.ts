import type { Capabilities } from '@millrace/core/plugin'

const suffix = '__delta'

/**
 * Names of delta tables as they stand in a destination: users may give them the names of tables. Where a destination has no
 * namespace for them, they get a suffix.
 */
export function deltaNames(
  names: Readonly<Record<string, string>>,
  capabilities: Capabilities,
): Readonly<Record<string, string>> {
  if ('deltaNamespace' in capabilities && capabilities.deltaNamespace !== false) return names
  return Object.fromEntries(
    Object.entries(names).map(([path, name]) => [path, name.endsWith(suffix) ? name : `${name}${suffix}`]),
  )
}
