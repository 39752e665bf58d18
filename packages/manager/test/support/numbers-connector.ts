import { defineConnector, defineSource } from '@millrace/core/plugin'
import type { Connector } from '@millrace/core/plugin'
import { z } from 'zod'

/** Records in a part, each followed by a savepoint. */
const partSize = 1_000

/** A kind of source that has numbers, from 1, and says where it goes on. */
export function numbersConnector(play: {
  readonly records: number
  /** A read begins after this number. */
  readonly onRead?: (after: number) => void
  /** Waited for after each part. */
  readonly afterPart?: (last: number) => Promise<void>
}): Connector<Record<string, never>> {
  return defineConnector({
    name: 'numbers',
    title: 'Numbers',
    settings: z.strictObject({}) as z.ZodType<Record<string, never>>,
    connect: () =>
      defineSource({
        name: 'numbers',
        streams: {
          numbers: {
            primaryKey: 'id',
            incremental: 'savepoint',
            columns: { id: 'integer', text: 'text' },
            async *read({ savepoint, signal }) {
              let last = typeof savepoint === 'number' ? savepoint : 0
              play.onRead?.(last)
              while (last < play.records) {
                signal.throwIfAborted()
                const size = Math.min(partSize, play.records - last)
                const first = last + 1
                yield { records: Array.from({ length: size }, (_, index) => ({ id: first + index, text: 'x' })) }
                last += size
                yield { savepoint: last }
                await play.afterPart?.(last)
              }
            },
          },
        },
      }),
  })
}
