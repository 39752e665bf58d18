import { DestinationError, LeaseLostError } from '@millrace/core/plugin'
import type { Destination } from '@millrace/core/plugin'
import { expect, test } from 'vitest'
import type { FaultStores } from '../src/fault-bench/fault-subject.ts'
import { faultSuite } from '../src/fault-suite/fault-suite.ts'
import type { FaultGroup } from '../src/fault-suite/fault-suite.ts'
import { collectSuite } from '../src/suite-runner.ts'
import { withSessions } from './destination-mutants/mutant.ts'
import { memoryStores } from '../src/fault-bench/memory-stores.ts'

interface FaultMutant {
  readonly name: string
  readonly group: FaultGroup
  /** The test that must notice. */
  readonly test: string
  /** What it says. */
  readonly says: RegExp
  readonly break: (destination: Destination) => Destination
}

const mutants: readonly FaultMutant[] = [
  {
    name: 'never ends the record of a run that died',
    group: 'kills',
    test: 'append, first run',
    says: /run \d+ is said to be running, though it has ended/,
    break: (destination) => ({
      ...destination,
      async inspect(request) {
        const state = await destination.inspect(request)
        const runs = state.runs.map((run) =>
          run.status === 'failed' ? ({ ...run, status: 'running', error: '', endedAt: null } as const) : run,
        )
        return { ...state, runs }
      },
    }),
  },
  {
    name: 'keeps the staging of an attempt when the next one begins',
    group: 'lostAnswers',
    test: 'incremental by savepoint, first run',
    says: /lost: /,
    break: (destination) =>
      withSessions({ destination }, (session) => {
        const attempts = new Map<string, ReturnType<typeof session.beginAttempt>>()
        return {
          beginAttempt(request) {
            const attempt = attempts.get(request.partition) ?? session.beginAttempt(request)
            attempts.set(request.partition, attempt)
            return attempt
          },
        }
      }).destination,
  },
  {
    name: 'does not say that a run was overtaken',
    group: 'overtaken',
    test: 'append, over prior rows',
    says: /the sleeper failed with destination_failed/,
    break: (destination) =>
      withSessions({ destination }, (session) => ({
        async publish(request) {
          try {
            return await session.publish(request)
          } catch (error) {
            if (!LeaseLostError.isInstance(error)) throw error
            throw new DestinationError({ message: 'something went wrong' })
          }
        },
      })).destination,
  },
  {
    name: 'does not remember how far a read had come when it paused',
    group: 'pauses',
    test: 'append, first run',
    says: /paused at row \d+: .* times too often/,
    break: (destination) =>
      withSessions({ destination }, (session) => ({
        beginAttempt: async (request) => ({ ...(await session.beginAttempt(request)), savepoint: undefined }),
      })).destination,
  },
]

test.each(mutants)('a destination that $name fails', { timeout: 60_000 }, async (mutant) => {
  const results = await collectSuite((runner) => {
    const test: typeof runner.test = (name, ...rest) => {
      if (name === mutant.test) runner.test(name, ...rest)
    }
    faultSuite({ ...runner, test }, { stores: breakStores(mutant.break), groups: [mutant.group] })
  })
  expect(results.map(({ name, error }) => [name, String(error)])).toEqual([
    [mutant.test, expect.stringMatching(mutant.says)],
  ])
})

function breakStores(breakIt: FaultMutant['break']): FaultStores {
  const stores = memoryStores()
  return {
    ...stores,
    async open(store) {
      const subject = await stores.open(store)
      return { ...subject, destination: breakIt(subject.destination) }
    },
  }
}
