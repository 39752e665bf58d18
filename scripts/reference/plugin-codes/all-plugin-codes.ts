import { connectorClockify } from './connector-clockify.ts'
import { destinationDuckdb } from './destination-duckdb.ts'
import { destinationPostgres } from './destination-postgres.ts'
import { manager } from './manager.ts'
import type { PluginCodes } from './plugin-codes.ts'

/** By the folder of the package, in `packages`. The check of the docs compares them with the source both ways. */
export const pluginCodes: Readonly<Record<string, PluginCodes>> = {
  'connector-clockify': connectorClockify,
  'destination-duckdb': destinationDuckdb,
  'destination-postgres': destinationPostgres,
  manager,
}
