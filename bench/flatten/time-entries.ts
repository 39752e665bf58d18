/**
 * - `uniform`: every record has every field, in one order
 * - `sparse`: eight of the fields are missing in 30 % of the records
 * - `shuffled`: every record has an order of its own
 */
export type Shape = 'uniform' | 'sparse' | 'shuffled'

const optional: ReadonlySet<string> = new Set([
  'description',
  'taskId',
  'hourlyRate',
  'costRate',
  'isLocked',
  'type',
  'kioskId',
  'approvalStatus',
])

/** Records like the time entries of a tracker; the same ones at every call. */
export function timeEntries(count: number, shape: Shape): Readonly<Record<string, unknown>>[] {
  const random = createRandom(42)
  return Array.from({ length: count }, (_, index) => {
    const record = timeEntry(index, random)
    if (shape === 'sparse')
      return Object.fromEntries(Object.entries(record).filter(([key]) => !optional.has(key) || random() >= 0.3))
    return shape === 'shuffled' ? Object.fromEntries(shuffle(Object.entries(record), random)) : record
  })
}

function timeEntry(index: number, random: () => number): Record<string, unknown> {
  const id = (): string =>
    Math.floor(random() * 2 ** 48)
      .toString(16)
      .padStart(24, '5f0a1b2c3d4e')
  const start = Date.UTC(2024, 0, 1) + index * 60_000
  const minutes = Math.floor(random() * 480)
  return {
    id: `${index.toString(16).padStart(8, '0')}64c0ffee64c0ffee`,
    description: `Ticket ${Math.floor(random() * 10_000)}`,
    userId: id(),
    workspaceId: id(),
    projectId: id(),
    taskId: random() < 0.5 ? null : id(),
    billable: random() < 0.7,
    isLocked: random() < 0.1,
    type: 'REGULAR',
    kioskId: id(),
    approvalStatus: 'NOT_SUBMITTED',
    timeInterval: {
      start: new Date(start).toISOString().replace('.000Z', 'Z'),
      end: new Date(start + minutes * 60_000).toISOString().replace('.000Z', 'Z'),
      duration: `PT${Math.floor(minutes / 60)}H${minutes % 60}M`,
    },
    hourlyRate: { amount: Math.floor(random() * 20_000), currency: 'USD' },
    costRate: { amount: Math.floor(random() * 10_000) / 4, currency: 'EUR' },
    project: { name: `Project ${Math.floor(random() * 500)}`, color: '#0b83d9', archived: false },
    createdAt: new Date(start + 1000).toISOString().replace('.000Z', 'Z'),
    updatedAt: new Date(start + 2000).toISOString().replace('.000Z', 'Z'),
    tags: Array.from({ length: index % 4 }, () => ({ id: id(), name: 'deep work' })),
    customFieldValues: index % 2 === 0 ? [] : [customField(id(), random), customField(id(), random)],
  }
}

function customField(id: string, random: () => number): Record<string, unknown> {
  return { customFieldId: id, name: 'Cost', type: 'TXT', value: `CC-${Math.floor(random() * 900)}` }
}

function shuffle<Element>(elements: Element[], random: () => number): Element[] {
  return elements
    .map((element) => ({ element, rank: random() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ element }) => element)
}

/** A small generator of numbers from 0 to 1, the same ones for one seed. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
