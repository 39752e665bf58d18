import type {
  ConnectorView,
  DestinationMode,
  DestinationView,
  EndChange,
  EndInput,
  EndView,
  TestResult,
} from '@millrace/manager'
import { z } from 'zod'
import { naming } from './naming.ts'
import { id, instant, json, text } from './wire.ts'
import type { Wire } from './wire.ts'

export const connectorView: z.ZodType<Wire<ConnectorView>> = naming(
  'Connector',
  z.strictObject({
    name: text,
    title: text,
    settings: z.any().meta({ description: 'A JSON schema; secrets have `isSecret: true`.' }),
    deltaOptions: z.any().meta({ description: 'A JSON schema, or null.' }),
  }),
)

const fields = {
  id,
  account: id,
  name: text,
  connector: text,
  isActive: z.boolean(),
  settings: z.any().meta({ description: 'In place of a secret stands `{ kept: path }`, or the reference.' }),
  lastTest: z.strictObject({ at: instant, error: text.nullable() }).nullable(),
  createdAt: instant,
  updatedAt: instant,
}

export const sourceView: z.ZodType<Wire<EndView>> = naming('Source', z.strictObject(fields))

export const destinationMode: z.ZodType<DestinationMode> = z.enum(['normal', 'inspection', 'maintenance'])

export const destinationView: z.ZodType<Wire<DestinationView>> = naming(
  'Destination',
  z.strictObject({ ...fields, mode: destinationMode }),
)

const name = z.string().min(1)
const settings = json.meta({
  description: "As the connector's schema asks for; a secret may be `{ env }` or `{ ref }`.",
})

export const endInput: z.ZodType<EndInput> = naming('EndInput', z.strictObject({ name, connector: text, settings }))

/** What is to be tested before it is registered. */
export const settingsInput: z.ZodType<Pick<EndInput, 'connector' | 'settings'>> = naming(
  'SettingsInput',
  z.strictObject({ connector: text, settings }),
)

/** What is to change of a source or destination. */
export interface EndEdit extends EndChange {
  /** Pipelines of what is not active do not run. */
  readonly isActive?: boolean
}

export const endEdit: z.ZodType<EndEdit> = naming(
  'EndEdit',
  z.strictObject({
    name: name.exactOptional(),
    settings: z.any().meta({ description: 'All settings; `{ kept: path }` keeps a secret.' }).exactOptional(),
    isActive: z.boolean().exactOptional(),
  }),
)

export const testResult: z.ZodType<TestResult> = naming(
  'TestResult',
  z.strictObject({ isOk: z.boolean(), error: text.nullable() }),
)
