import { defineDestinationConnector } from '@millrace/core/plugin'
import type { DestinationConnector } from '@millrace/core/plugin'
import { z } from 'zod'
import type { PostgresOptions } from './options.ts'
import { postgres } from './postgres-destination.ts'

/** What can be stored of the options: all but a pool. */
export interface PostgresSettings extends Omit<PostgresOptions, 'pool' | 'connectionString'> {
  readonly connectionString: string
}

const settings: z.ZodType<PostgresSettings, PostgresSettings> = z.strictObject({
  connectionString: z.string().min(1).meta({ isSecret: true, title: 'Address, with user and password' }),
  schema: z.string().min(1).exactOptional(),
  systemSchema: z.string().min(1).exactOptional(),
  applicationName: z.string().min(1).exactOptional(),
  statementTimeoutInMs: z.number().int().min(0).exactOptional(),
  lockTimeoutInMs: z.number().int().min(0).exactOptional(),
  maxConnections: z.number().int().min(3).exactOptional(),
  foreignKeys: z.boolean().exactOptional(),
})

/** For managers and forms: Postgres, not yet bound to settings. */
export const postgresConnector: DestinationConnector<PostgresSettings> = defineDestinationConnector({
  name: 'postgres',
  title: 'Postgres',
  settings,
  connect: postgres,
})
