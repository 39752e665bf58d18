import { DestinationError, memoryDestination } from '@millrace/core'
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

/** Lets whoever opens the destination fail, but for the first so many, until the answer is called. */
export function failOpening(
  destination: MemoryDestination,
  { after = 0 }: { readonly after?: number } = {},
): () => void {
  const open = destination.open.bind(destination)
  let count = 0
  destination.open = async (options) => {
    count += 1
    if (count > after) throw new DestinationError({ message: 'the warehouse does not answer' })
    return open(options)
  }
  return () => {
    destination.open = open
  }
}
