import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonValue, Part } from '@millrace/core/plugin'
import { syntheticSource } from '../src/synthetic-source/synthetic-source.ts'
import type { Synthetic } from '../src/synthetic-source/synthetic-source.ts'
import type { SyntheticOptions } from '../src/synthetic-source/synthetic-options.ts'
import { requestOf } from './read-synthetic.ts'

/** Something that happens in the world, or a reader that takes so many parts and then forgets all after its last savepoint. */
type Step = { readonly type: 'write' | 'update' | 'remove' | 'read'; readonly count: number }

const steps = fc.array(
  fc.record({
    type: fc.constantFrom('write', 'update', 'remove', 'read', 'read'),
    count: fc.integer({ min: 1, max: 8 }),
  }),
  { maxLength: 12 },
) as fc.Arbitrary<readonly Step[]>

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1000 }),
  rows: fc.integer({ min: 0, max: 25 }),
  pageSize: fc.integer({ min: 1, max: 7 }),
  isUnsorted: fc.boolean(),
})

test('what was read up to a savepoint is the truth at that savepoint', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, steps, async (shape, given) => {
      await checkReader({ ...shape, incremental: 'savepoint', savepointEvery: 1 }, given)
    }),
  )
})

test('the same for windows that are read again, but for rows that are gone', async () => {
  await fc.assert(
    fc.asyncProperty(shapes, steps, async (shape, given) => {
      const scopes = { windows: 3 }
      await checkReader({ ...shape, incremental: 'savepoint', savepointEvery: 1, scopes, deletes: 'silent' }, given)
    }),
  )
})

async function checkReader(options: SyntheticOptions, given: readonly Step[]): Promise<void> {
  const synthetic = syntheticSource(options)
  const standing = new Map<unknown, unknown>()
  let savepoint: JsonValue | undefined
  for (const { type, count } of [...given, { type: 'read', count: 1000 } as const]) {
    if (type !== 'read') {
      happen(synthetic, type, count)
      continue
    }
    let pending: Part[] = []
    let parts = 0
    for await (const part of synthetic.stream.read(requestOf({ mode: 'incremental', savepoint }))) {
      pending.push(part)
      if ('savepoint' in part) {
        for (const earlier of pending) apply(standing, earlier)
        pending = []
        savepoint = part.savepoint
        checkTruth(synthetic, standing, savepoint)
      }
      parts += 1
      if (parts === count) break
    }
  }
  expect(new Set(synthetic.world.truth().map(({ id }) => id)).difference(new Set(standing.keys())).size).toBe(0)
}

function happen({ world }: Synthetic, type: 'write' | 'update' | 'remove', count: number): void {
  const possible = Math.min(count, world.truthRows().length)
  if (type === 'write') world.write(count)
  else world[type](possible)
}

function apply(standing: Map<unknown, unknown>, part: Part): void {
  if ('records' in part) for (const record of part.records) standing.set(Reflect.get(Object(record), 'id'), record)
  if ('deleted' in part) for (const key of part.deleted) standing.delete(key)
}

/** Where removals are silent, rows may stand that the source has removed. */
function checkTruth({ world }: Synthetic, standing: ReadonlyMap<unknown, unknown>, savepoint: JsonValue): void {
  const truth = new Map(world.truthAt({ '': savepoint }).map(({ key, record }) => [key, record]))
  for (const [key, record] of truth) expect(standing.get(key)).toEqual(record)
  const surplus = [...standing.keys()].filter((key) => !truth.has(key as number))
  expect(surplus.filter((key) => !world.isRemoved(key as number))).toEqual([])
}
