import { defineDestinationConnector } from '@millrace/core/plugin'
import type { DestinationConnector } from '@millrace/core/plugin'
import { z } from 'zod'
import { duckdb } from './duckdb-destination.ts'
import type { DuckDBOptions } from './options.ts'

/** What can be stored of the options: all but an instance. */
export interface DuckDBSettings extends Omit<DuckDBOptions, 'instance' | 'path'> {
  readonly path: string
}

const settings: z.ZodType<DuckDBSettings, DuckDBSettings> = z.strictObject({
  path: z.string().min(1).meta({ title: 'File, or md:<database> for MotherDuck' }),
  schema: z.string().min(1).exactOptional(),
  systemSchema: z.string().min(1).exactOptional(),
  memoryLimit: z.string().min(1).exactOptional(),
  settings: z.record(z.string(), z.string()).meta({ isSecret: true }).exactOptional(),
})

/** For managers and forms: DuckDB, not yet bound to settings. */
export const duckdbConnector: DestinationConnector<DuckDBSettings> = defineDestinationConnector({
  name: 'duckdb',
  title: 'DuckDB',
  settings,
  connect: duckdb,
})
