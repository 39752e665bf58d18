import { toPage } from '../../routing/next-page.ts'
import type { RouteDefinition } from '../../routing/route.ts'
import { listing } from '../../schemas/listing.ts'
import { pageOf, pageQuery } from '../../schemas/paging.ts'
import type { PageQuery } from '../../schemas/paging.ts'
import type { EndKind } from './end-kind.ts'

/** The list of sources, or of destinations. */
export function listEnds({ resource, title, view, of }: EndKind, path: string): RouteDefinition<PageQuery, unknown> {
  const member = `${resource}s`
  const schema = listing(`${title}List`, member, view)
  return {
    operation: `list${title}s`,
    method: 'GET',
    path,
    tag: `${title}s`,
    access: 'read',
    query: pageQuery,
    summary: `List ${member}, newest first`,
    answers: { 200: { description: `The ${member}.`, schema, headers: { Link: 'The next page.' } } },
    async handle({ account, query, url }) {
      const { items, headers } = toPage(pageOf(await of(account).list(), query), query.limit, url)
      return { body: { [member]: items }, headers }
    },
  }
}
