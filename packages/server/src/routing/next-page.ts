/** A page, and the link to the next one. Give it one record more than is wanted. */
export function toPage<Item extends { readonly id: number }>(
  found: readonly Item[],
  limit: number | undefined,
  url: URL,
): { readonly items: readonly Item[]; readonly headers: Readonly<Record<string, string>> } {
  const items = limit === undefined ? found : found.slice(0, limit)
  const last = items.at(-1)
  if (last === undefined || items.length === found.length) return { items, headers: {} }
  const next = new URL(url)
  next.searchParams.set('cursor', String(last.id))
  return { items, headers: { link: `<${next.pathname}${next.search}>; rel="next"` } }
}
