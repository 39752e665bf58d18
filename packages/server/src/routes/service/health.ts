import { z } from 'zod'
import { ApiError } from '../../errors/api-error.ts'
import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { naming } from '../../schemas/naming.ts'

const health = naming('Health', z.strictObject({ status: z.literal('ok') }))
const shared = { method: 'GET', tag: 'Service', prefix: 'both', access: 'public' } as const

export const readHealth: Route = defineRoute({
  ...shared,
  operation: 'readHealth',
  path: '/health',
  summary: 'Whether the process answers',
  answers: { 200: { description: 'It does.', schema: health } },
  handle: () => ({ body: { status: 'ok' } }),
})

export const readReadiness: Route = defineRoute({
  ...shared,
  operation: 'readReadiness',
  path: '/ready',
  summary: 'Whether the store answers, so that requests can be served',
  answers: { 200: { description: 'It does.', schema: health } },
  async handle({ manager }) {
    try {
      await manager.store.now()
    } catch {
      throw new ApiError({ status: 503, code: 'not_ready', message: 'the store does not answer' })
    }
    return { body: { status: 'ok' } }
  },
})
