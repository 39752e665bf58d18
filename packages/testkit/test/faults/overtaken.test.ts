import { expect, test } from 'vitest'
import { causeCode } from './support/fault-bench.ts'
import type { Ended, FaultBench } from './support/fault-bench.ts'
import { benchOf, loadKinds, loadOnce } from './support/load-kinds.ts'
import type { LoadKind } from './support/load-kinds.ts'
import { markedDestination } from './support/marked-destination.ts'
import type { Mark } from './support/marked-destination.ts'

/** Stops a run at its n-th mark until it is woken, as a process is stopped by a signal or a laptop by its lid. */
class Sleeper {
  readonly #sleepAt: number
  readonly #isAsleep = Promise.withResolvers<void>()
  readonly #isWoken = Promise.withResolvers<void>()
  #marks = 0
  sleepsAt: Mark | undefined

  constructor(sleepAt: number = Infinity) {
    this.#sleepAt = sleepAt
  }

  get marks(): number {
    return this.#marks
  }

  readonly onMark = async (mark: Mark): Promise<void> => {
    this.#marks += 1
    if (this.#marks - 1 < this.#sleepAt) return
    this.sleepsAt ??= mark
    this.#isAsleep.resolve()
    await this.#isWoken.promise
  }

  asleep(): Promise<void> {
    return this.#isAsleep.promise
  }

  wake(): void {
    this.#isWoken.resolve()
  }
}

test.each(Object.entries(loadKinds))(
  'a run that sleeps at any mark and is overtaken commits nothing any more: %s',
  { timeout: 60_000 },
  async (_name, kind) => {
    const counter = new Sleeper()
    await (await prepare(kind)).succeed({ wrap: (memory) => markedDestination(memory, counter.onMark) })
    const violations: string[] = []
    // Marks come in pairs; before an operation and behind the one before it all is the same.
    for (let mark = 2; mark < counter.marks - 2; mark += 2) violations.push(...(await overtakeAt(kind, mark)))
    expect(counter.marks).toBeGreaterThan(20)
    expect(violations).toEqual([])
  },
)

async function prepare(kind: LoadKind): Promise<FaultBench> {
  const bench = benchOf(kind)
  await loadOnce(bench, kind)
  return bench
}

async function overtakeAt(kind: LoadKind, mark: number): Promise<readonly string[]> {
  const bench = await prepare(kind)
  const sleeper = new Sleeper(mark)
  const slept = bench.run({ wrap: (memory) => markedDestination(memory, sleeper.onMark) })
  await sleeper.asleep()
  bench.passLease()
  bench.world.update(2)
  bench.world.write(1)
  await bench.succeed()
  const mayKeepRemoved = kind.keepsRemoved === 'always'
  const check = { truth: kind.truth, mayKeepRemoved } as const
  const problems = [...(await bench.check(check))]
  const rows = JSON.stringify([bench.memory.table('entries'), bench.savepoints, bench.memory.rejects('p', 'entries')])
  sleeper.wake()
  problems.push(...judgeSleeper(await slept, sleeper.sleepsAt))
  if (
    rows !== JSON.stringify([bench.memory.table('entries'), bench.savepoints, bench.memory.rejects('p', 'entries')])
  ) {
    problems.push('the sleeper changed what stands')
  }
  problems.push(...(await bench.check(check)))
  await bench.succeed()
  problems.push(...(await bench.check({ truth: kind.quietTruth, mayKeepRemoved })))
  return problems.map((problem) => `asleep at ${mark} (${String(sleeper.sleepsAt?.operation)}): ${problem}`)
}

/** Once its last publish is done a run has nothing left to lose. */
function judgeSleeper(ended: Ended, sleptAt: Mark | undefined): readonly string[] {
  if (ended.error === undefined) {
    return sleptAt?.operation === 'stage' || sleptAt?.operation === 'stagePartition' ? ['the sleeper succeeded'] : []
  }
  const code = causeCode(ended)
  return code === 'lease_lost' ? [] : [`the sleeper failed with ${String(code)}: ${ended.error.message}`]
}
