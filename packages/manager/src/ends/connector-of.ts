import { ManagerError } from '../manager-error.ts'

/** The connector of this name, of those that the manager was given. */
export function connectorOf<Any>(connectors: ReadonlyMap<string, Any>, name: string): Any {
  const connector = connectors.get(name)
  if (connector !== undefined) return connector
  const known = [...connectors.keys()].join(', ')
  throw new ManagerError('connector_does_not_exist', `${name}; the manager was given: ${known === '' ? 'none' : known}`)
}
