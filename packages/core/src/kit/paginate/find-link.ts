const link = /<([^>]*)>((?:\s*;\s*[^\s=;,]+(?:\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))?)*)/g
const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,"]*))/i

/** The URL of a relation in a header `Link` (RFC 8288); undefined where there is none. */
export function findLink(header: string, rel: string): string | undefined {
  for (const [, url, parameters = ''] of header.matchAll(link)) {
    const [, quoted, bare = ''] = relation.exec(parameters) ?? []
    if ((quoted ?? bare).toLowerCase().split(/\s+/).includes(rel.toLowerCase())) return url
  }
  return undefined
}
