import { defineConnector, defineSource } from '@millrace/core/plugin'
import type { Connector } from '@millrace/core/plugin'
import { z } from 'zod'

const products = [
  { id: 1, name: 'Notebook', updatedAt: '2024-11-20T08:00:00Z', stock_deposits: [{ deposit: 'Porto', amount: 4 }] },
  { id: 2, name: 'Pencil', updatedAt: '2024-11-21T08:00:00Z', stock_deposits: [{ deposit: 'Lisboa', amount: 90 }] },
  { id: 3, name: 'Ink', updatedAt: '2024-11-22T08:00:00Z', stock_deposits: [] },
]

/** A kind of source: the products of a shop, with where they lie. */
export const shopConnector: Connector<{ readonly shop: string }> = defineConnector({
  name: 'shop',
  title: 'Shop',
  settings: z.strictObject({ shop: z.string().min(1) }),
  connect: () =>
    defineSource({
      name: 'shop',
      streams: {
        products_stock: {
          primaryKey: 'id',
          incremental: 'cursor',
          cursor: 'updatedAt',
          parameters: z.strictObject({ accounts: z.array(z.string()).optional() }),
          columns: { id: 'integer', updatedAt: 'timestamp' },
          tables: { stock_deposits: { columns: { deposit: 'text', amount: 'integer' } } },
          async *read({ range }) {
            yield { records: products.filter(({ updatedAt }) => updatedAt >= String(range?.from ?? '')) }
          },
        },
      },
    }),
})
