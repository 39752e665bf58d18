/** A small shop with nested records, and a second version of it: one order edited, one gone, one new. */
export interface Shop {
  readonly orders: readonly Record<string, unknown>[]
  readonly customers: readonly Record<string, unknown>[]
}

const ada = { id: 'c1', name: 'Ada Lovelace', address: { city: 'London', country: 'GB' }, tags: ['vip', 'press'] }
const grace = { id: 'c2', name: 'Grace Hopper', address: { city: 'New York', country: 'US' }, tags: [] }

export const shopOnMonday: Shop = {
  customers: [ada, grace],
  orders: [
    {
      id: 1001,
      placedAt: '2026-03-02T09:15:00Z',
      customer: { id: 'c1' },
      total: { amount: 59.8, currency: 'EUR' },
      lines: [
        { sku: 'mug-blue', quantity: 2, discounts: [5, 2.5] },
        { sku: 'pen', quantity: 1, discounts: [] },
      ],
    },
    {
      id: 1002,
      placedAt: '2026-03-02T10:40:00Z',
      customer: { id: 'c2' },
      total: { amount: 12, currency: 'USD' },
      lines: [{ sku: 'pen', quantity: 4, discounts: [] }],
    },
    {
      id: 1003,
      placedAt: '2026-03-02T11:05:00Z',
      customer: { id: 'c2' },
      total: { amount: 7, currency: 'USD' },
      lines: [],
    },
  ],
}

export const shopOnTuesday: Shop = {
  customers: [ada, { ...grace, address: { city: 'Arlington', country: 'US' } }],
  orders: [
    ...shopOnMonday.orders.slice(0, 1),
    {
      ...shopOnMonday.orders[1],
      total: { amount: 15, currency: 'USD' },
      lines: [
        { sku: 'pen', quantity: 4, discounts: [] },
        { sku: 'ink', quantity: 1, discounts: [] },
      ],
    },
    {
      id: 1004,
      placedAt: '2026-03-03T08:00:00Z',
      customer: { id: 'c1' },
      total: { amount: 3.2, currency: 'EUR' },
      note: 'gift',
      lines: [{ sku: 'card', quantity: 1, discounts: [] }],
    },
  ],
}
