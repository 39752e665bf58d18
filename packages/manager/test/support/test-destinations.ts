import { memoryDestination } from '@millrace/core'
import type { MemoryDestination } from '@millrace/core'
import { defineDestinationConnector } from '@millrace/core/plugin'
import type { DestinationConnector } from '@millrace/core/plugin'
import { z } from 'zod'

/** A kind of destination in memory: the same name is the same destination. */
export function memoryConnector(
  find: (name: string) => MemoryDestination,
  name: string = 'memory',
): DestinationConnector<{ readonly name: string }> {
  return defineDestinationConnector({
    name,
    title: 'Memory',
    settings: z.strictObject({ name: z.string().min(1) }),
    deltaOptions: z.strictObject({ keepsDays: z.number().int().min(1).optional() }),
    connect: (settings) => find(settings.name),
  })
}

/** Answers the same thing for the same name. */
export function byName<Thing>(make: () => Thing): (name: string) => Thing {
  const things = new Map<string, Thing>()
  return (name) => {
    const known = things.get(name)
    if (known !== undefined) return known
    const made = make()
    things.set(name, made)
    return made
  }
}

export const newMemory = (): MemoryDestination => memoryDestination()
