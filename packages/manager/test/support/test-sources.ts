import { SourceError } from '@millrace/core'
import { defineConnector, defineSource } from '@millrace/core/plugin'
import type { Connector, Part } from '@millrace/core/plugin'
import { z } from 'zod'

/** What a source of the tests yields, and how it behaves; tests change it between and during runs. */
export interface TestWorld {
  users: readonly Readonly<Record<string, unknown>>[]
  logs: readonly Readonly<Record<string, unknown>>[]
  /** Thrown by `check`. */
  checkError: string | undefined
  /** Thrown by every read. */
  readError: string | undefined
  /** Waited for before each part. */
  gate: (part: number) => Promise<void> | void
  /** How often a read began. */
  reads: number
  /** The savepoints that reads began from. */
  readonly begunFrom: unknown[]
  /** The quota is used up until then. */
  pauseUntil: Date | undefined
  /** Records per part. */
  partSize: number
}

export function newWorld(): TestWorld {
  return {
    users: [
      { id: 1, name: 'Ada', updatedAt: '2026-01-01T00:00:00Z', tags: ['a', 'b'] },
      { id: 2, name: 'Grace', updatedAt: '2026-01-02T00:00:00Z', tags: [] },
      { id: 3, name: 'Edsger', updatedAt: '2026-01-03T00:00:00Z', tags: ['c'] },
    ],
    logs: [{ text: 'one' }, { text: 'two' }],
    checkError: undefined,
    readError: undefined,
    gate: () => undefined,
    reads: 0,
    begunFrom: [],
    pauseUntil: undefined,
    partSize: 1,
  }
}

export interface TestSettings {
  readonly world: string
  readonly token?: string | undefined
}

const settings: z.ZodType<TestSettings> = z.strictObject({
  world: z.string().min(1),
  token: z.string().min(4).meta({ isSecret: true }).optional(),
})

/** A kind of source over worlds, which are told apart by name. */
export function testConnector(worlds: (name: string) => TestWorld, name: string = 'test'): Connector<TestSettings> {
  return defineConnector({
    name,
    title: 'Test',
    settings,
    connect: ({ world: worldName, token }) => {
      const world = worlds(worldName)
      return defineSource({
        name,
        check: () => {
          if (world.checkError !== undefined) throw new SourceError({ message: `${world.checkError} (${token})` })
        },
        streams: {
          users: {
            primaryKey: 'id',
            incremental: 'cursor',
            cursor: 'updatedAt',
            isSortedByCursor: true,
            parameters: z.strictObject({
              team: z.string().optional(),
              ids: z.array(z.number()).optional(),
            }),
            columns: { id: 'integer', name: 'text', updatedAt: 'timestamp' },
            tables: { tags: { valueColumn: 'tag', valueType: 'text' } },
            async *read({ range, parameters }) {
              world.begunFrom.push(range?.from)
              yield* readParts(
                world,
                token,
                world.users.filter((user) => isWanted(user, range?.from, idsOf(parameters))),
              )
            },
          },
          people: {
            primaryKey: 'id',
            columns: { id: 'integer', name: 'text' },
            async *read() {
              yield* readParts(
                world,
                token,
                world.users.map(({ id, name: called }) => ({ id, name: called })),
              )
            },
          },
          logs: {
            async *read() {
              yield* readParts(world, token, world.logs)
            },
          },
          events: {
            primaryKey: 'id',
            incremental: 'savepoint',
            columns: { id: 'integer' },
            async *read({ savepoint, mode }) {
              world.begunFrom.push(savepoint ?? mode)
              const after = typeof savepoint === 'number' ? savepoint : 0
              for (const part of eventsAfter(world, after)) {
                yield* readParts(world, token, part)
                yield { savepoint: Number(part.at(-1)?.['id']) }
              }
            },
          },
        },
      })
    },
  })
}

function idsOf(parameters: unknown): readonly number[] | undefined {
  return (parameters as { readonly ids?: readonly number[] }).ids
}

function isWanted(
  user: Readonly<Record<string, unknown>>,
  from: string | number | undefined,
  ids: readonly number[] | undefined,
): boolean {
  const isNew = from === undefined || Date.parse(String(user['updatedAt'])) >= Date.parse(String(from))
  return isNew && (ids === undefined || ids.includes(Number(user['id'])))
}

function eventsAfter(world: TestWorld, after: number): readonly Readonly<Record<string, unknown>>[][] {
  const left = world.users.filter(({ id }) => Number(id) > after).map(({ id }) => ({ id }))
  const parts: Readonly<Record<string, unknown>>[][] = []
  for (let start = 0; start < left.length; start += world.partSize)
    parts.push(left.slice(start, start + world.partSize))
  return parts
}

async function* readParts(
  world: TestWorld,
  token: string | undefined,
  records: readonly unknown[],
): AsyncGenerator<Part, void, undefined> {
  world.reads += 1
  if (world.pauseUntil !== undefined && world.pauseUntil > new Date()) {
    yield { pause: { until: world.pauseUntil, reason: 'the quota is used up' } }
    return
  }
  let part = 0
  for (let start = 0; start < records.length; start += world.partSize) {
    await world.gate(part)
    part += 1
    if (world.readError !== undefined) throw new SourceError({ message: `${world.readError} (${token})` })
    yield { records: records.slice(start, start + world.partSize) }
  }
  if (records.length === 0 && world.readError !== undefined) throw new SourceError({ message: world.readError })
}
