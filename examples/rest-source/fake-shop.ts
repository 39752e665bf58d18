import type { Fetch } from '@millrace/core/plugin'

const orders = [1, 2, 3].map((id) => ({
  id,
  updated_at: `2026-01-0${id}T12:00:00Z`,
  total: { amount: id * 10, currency: 'EUR' },
}))
const invoices = [1, 2, 3].map((id) => ({ id, changed: 1_767_225_600 + id }))

/** An API without a network: it answers as the shop in the guide would. */
export function fakeShop(): { readonly fetch: Fetch; readonly asked: readonly string[] } {
  const asked: string[] = []
  const fetch: Fetch = async (given, { body }) => {
    const url = new URL(given)
    asked.push(`${url.pathname}${url.search}`)
    const [, , kind, id] = url.pathname.split('/')
    if (kind === 'orders' && id === undefined) return listOrders(url.searchParams)
    if (kind === 'orders') return listItems(Number(id), url.searchParams)
    if (kind === 'invoices') return listInvoices(body ?? '{}')
    return Response.json(kind === 'visits' ? [{ id: url.searchParams.get('start') }] : {})
  }
  return { fetch, asked }
}

function listOrders(query: URLSearchParams): Response {
  const since = query.get('updated_since') ?? ''
  return Response.json(
    orders.filter((order) => order.updated_at >= since),
    { headers: { 'Last-Page': 'true' } },
  )
}

function listItems(order: number, query: URLSearchParams): Response {
  if (order === 3) return new Response('', { status: 404 })
  const isFirst = query.get('cursor') === null
  const items = [{ sku: isFirst ? 'pen' : 'ink', count: order }]
  return Response.json({ items, meta: { next: isFirst ? 'more' : null } })
}

function listInvoices(body: string): Response {
  const { paging } = JSON.parse(body) as { readonly paging: { readonly page: number; readonly size: number } }
  const found = invoices.slice((paging.page - 1) * paging.size, paging.page * paging.size)
  return Response.json({ result: { invoices: found }, total: invoices.length })
}
