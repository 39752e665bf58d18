import type { DestinationMode } from '@millrace/manager'
import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { destinationMode, destinationView } from '../../schemas/ends.ts'
import { naming } from '../../schemas/naming.ts'
import { endRoutes } from './end-routes.ts'

/** The mode that a destination is to have. */
export interface SetMode {
  readonly mode: DestinationMode
  readonly cancelRuns?: boolean
}

const body: z.ZodType<SetMode> = naming(
  'SetMode',
  z.strictObject({ mode: destinationMode, cancelRuns: z.boolean().exactOptional() }),
)

export const destinationRoutes: readonly Route[] = [
  ...endRoutes({
    resource: 'destination',
    title: 'Destination',
    view: destinationView,
    of: ({ destinations }) => destinations,
  }),
  defineRoute({
    operation: 'setDestinationMode',
    method: 'PUT',
    path: '/destinations/{id}/mode',
    tag: 'Destinations',
    summary: 'Set the mode',
    description:
      '`inspection`: nothing is written. `maintenance`: nothing is done at all. Queued runs wait in both, or are cancelled with those that run.',
    access: 'full',
    resource: 'destination',
    body,
    answers: { 200: { description: 'The destination.', schema: destinationView } },
    async handle({ account: { destinations }, id, body: { mode, ...options } }) {
      await destinations.setMode(id, mode, options)
      return { body: await destinations.read(id) }
    },
  }),
]
