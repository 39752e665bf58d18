import type { Connector, DestinationConnector, JsonValue } from '@millrace/core'
import { z } from 'zod'
import type { ConnectorView } from './end-view.ts'

/** A connector as a form needs it. */
export function describeConnector(connector: Connector | DestinationConnector): ConnectorView {
  const deltaOptions = 'deltaOptions' in connector ? connector.deltaOptions : undefined
  return {
    name: connector.name,
    title: connector.title,
    settings: toJsonSchema(connector.settings),
    deltaOptions: deltaOptions === undefined ? null : toJsonSchema(deltaOptions),
  }
}

/** What JSON schema has no word for is left open: the schema itself still judges it. */
function toJsonSchema(schema: z.ZodType): JsonValue {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonValue
}
