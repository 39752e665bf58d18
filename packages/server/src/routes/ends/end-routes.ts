import { z } from 'zod'
import { defineRoute } from '../../routing/route.ts'
import type { Route, RouteDefinition } from '../../routing/route.ts'
import { connectorView, endEdit, endInput, settingsInput, testResult } from '../../schemas/ends.ts'
import { listing } from '../../schemas/listing.ts'
import { id } from '../../schemas/wire.ts'
import type { EndKind } from './end-kind.ts'
import { listEnds } from './list-ends.ts'

/** The routes of sources, or of destinations. */
export function endRoutes(kind: EndKind): readonly Route[] {
  const { resource, title, view, of } = kind
  const path = `/${resource}s`
  const shared = { tag: `${title}s`, resource } as const
  const change = { ...shared, access: 'full' } as const
  const one = { 200: { description: `The ${resource}.`, schema: view } }
  const connectors: RouteDefinition<unknown, unknown> = {
    ...shared,
    operation: `list${title}Connectors`,
    method: 'GET',
    path: `${path}/connectors`,
    access: 'read',
    summary: `The kinds of ${resource}s that can be registered`,
    answers: { 200: { description: 'The kinds.', schema: listing(`${title}Connectors`, 'connectors', connectorView) } },
    handle: ({ account }) => ({ body: { connectors: of(account).connectors() } }),
  }
  const create: RouteDefinition<unknown, z.infer<typeof endInput>> = {
    ...change,
    operation: `create${title}`,
    method: 'POST',
    path,
    summary: `Register a ${resource}`,
    body: endInput,
    answers: {
      201: {
        description: `The new ${resource}.`,
        schema: z.strictObject({ id }),
        headers: { Location: 'Where it is.' },
      },
    },
    async handle({ account, body, url }) {
      const made = await of(account).create(body)
      return { status: 201, body: { id: made }, headers: { location: `${url.pathname.replace(/\/$/, '')}/${made}` } }
    },
  }
  const testSettings: RouteDefinition<unknown, z.infer<typeof settingsInput>> = {
    ...change,
    operation: `test${title}Settings`,
    method: 'POST',
    path: `${path}/test`,
    body: settingsInput,
    summary: 'Test settings before anything is registered',
    answers: { 200: { description: 'What was found.', schema: testResult } },
    handle: async ({ account, body }) => ({ body: await of(account).testSettings(body) }),
  }
  const test: RouteDefinition<unknown, unknown> = {
    ...change,
    operation: `test${title}`,
    method: 'POST',
    path: `${path}/{id}/test`,
    summary: 'Test the connection',
    answers: { 200: { description: 'What was found.', schema: testResult } },
    handle: async ({ account, id: end }) => ({ body: await of(account).test(end) }),
  }
  const read: RouteDefinition<unknown, unknown> = {
    ...shared,
    operation: `read${title}`,
    method: 'GET',
    path: `${path}/{id}`,
    access: 'read',
    summary: `Get a ${resource}`,
    answers: one,
    handle: async ({ account, id: end }) => ({ body: await of(account).read(end) }),
  }
  const update: RouteDefinition<unknown, z.infer<typeof endEdit>> = {
    ...change,
    operation: `update${title}`,
    method: 'PATCH',
    path: `${path}/{id}`,
    body: endEdit,
    summary: `Change name or settings of a ${resource}, or whether it is active`,
    answers: one,
    async handle({ account, id: end, body: { isActive, ...others } }) {
      const ends = of(account)
      if (Object.keys(others).length > 0) await ends.update(end, others)
      if (isActive !== undefined) await ends.setActive(end, isActive)
      return { body: await ends.read(end) }
    },
  }
  const remove: RouteDefinition<unknown, unknown> = {
    ...change,
    operation: `delete${title}`,
    method: 'DELETE',
    path: `${path}/{id}`,
    summary: `Delete a ${resource}`,
    description: 'Refused while pipelines use it.',
    answers: { 204: { description: 'It is deleted.' } },
    async handle({ account, id: end }) {
      await of(account).delete(end)
      return { status: 204 }
    },
  }
  return [
    defineRoute(connectors),
    defineRoute(listEnds(kind, path)),
    defineRoute(create),
    defineRoute(testSettings),
    defineRoute(test),
    defineRoute(read),
    defineRoute(update),
    defineRoute(remove),
  ]
}
