import { defineRoute } from '../../routing/route.ts'
import type { Route } from '../../routing/route.ts'
import { sourceView } from '../../schemas/ends.ts'
import { listing } from '../../schemas/listing.ts'
import { streamSummary } from '../../schemas/streams.ts'
import { endRoutes } from './end-routes.ts'

export const sourceRoutes: readonly Route[] = [
  ...endRoutes({ resource: 'source', title: 'Source', view: sourceView, of: ({ sources }) => sources }),
  defineRoute({
    operation: 'listStreams',
    method: 'GET',
    path: '/sources/{id}/streams',
    tag: 'Sources',
    summary: 'The streams that can be chosen, with their parameters and modes',
    access: 'read',
    resource: 'source',
    answers: { 200: { description: 'The streams.', schema: listing('StreamList', 'streams', streamSummary) } },
    handle: async ({ account, id }) => ({ body: { streams: await account.sources.streams(id) } }),
  }),
]
