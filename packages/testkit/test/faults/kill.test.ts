import type { RunRecord } from '@millrace/core'
import { expect, test } from 'vitest'
import { createRandom } from '../../src/synthetic-source/random.ts'
import type { FaultBench } from './support/fault-bench.ts'
import { KillSwitch } from './support/kill-switch.ts'
import { benchOf, loadKinds, loadOnce, lostRows } from './support/load-kinds.ts'
import type { LoadKind } from './support/load-kinds.ts'
import { markedDestination } from './support/marked-destination.ts'
import type { Mark } from './support/marked-destination.ts'

interface Scenario {
  readonly name: string
  readonly kind: LoadKind
  readonly isPruned: boolean
  /** Whether an earlier run has left rows, and the source has changed since. */
  readonly hasPrior: boolean
}

const scenarios: readonly Scenario[] = Object.entries(loadKinds).flatMap(([kindName, kind]) =>
  (kind.acknowledges ? [false, true] : [false]).flatMap((isPruned) =>
    [false, true].map((hasPrior) => ({
      name: [kindName, ...(isPruned ? ['pruned'] : []), hasPrior ? 'prior rows' : 'first run'].join(', '),
      kind,
      isPruned,
      hasPrior,
    })),
  ),
)

test.each(scenarios)('killed at every mark: $name', { timeout: 60_000 }, async (scenario) => {
  const total = await countMarks(scenario)
  const violations: string[] = []
  for (let fatal = 0; fatal < total; fatal += 1) violations.push(...(await killAt(scenario, fatal, total)))
  expect(total).toBeGreaterThan(20)
  expect(violations).toEqual([])
})

async function countMarks(scenario: Scenario): Promise<number> {
  const bench = await prepare(scenario)
  const counter = new KillSwitch()
  await bench.succeed({ wrap: (memory) => markedDestination(memory, counter.onMark) })
  return counter.marks
}

async function prepare({ kind, isPruned, hasPrior }: Scenario): Promise<FaultBench> {
  const bench = benchOf(kind, { isPruned })
  if (hasPrior) await loadOnce(bench, kind)
  return bench
}

/** Kills one run at this mark and the next one at another, then lets the third and the fourth go through. */
async function killAt(scenario: Scenario, fatal: number, total: number): Promise<readonly string[]> {
  const { kind } = scenario
  const bench = await prepare(scenario)
  const { world } = bench
  const mayKeepRemoved = kind.keepsRemoved !== 'never'
  const problems: string[] = [...(await bench.check({ truth: kind.truth, mayKeepRemoved }))]
  const lost = (): readonly string[] => (kind.synthetic.poison === undefined ? [] : lostRows(bench))
  const where: string[] = []

  const later = createRandom(fatal).integer(0, total - 1)
  for (const [index, mark] of [fatal, later].entries()) {
    const kill = new KillSwitch(mark)
    const { error } = await bench.run({ wrap: (memory) => markedDestination(memory, kill.onMark) })
    where.push(`${mark}: ${kill.killedAt?.when ?? 'never'} ${kill.killedAt?.operation ?? ''}`)
    if (kill.killedAt === undefined && index === 0) problems.push('the mark was not met')
    if (error === undefined && isInDanger(kill.killedAt)) problems.push('the run did not fail')
    const moment = kill.killedAt === undefined ? 'ended' : 'crashed'
    problems.push(...(await bench.check({ moment, truth: kind.truth, mayKeepRemoved })), ...lost())
    bench.passLease()
    world.update(1)
    world.write(1)
  }

  await bench.succeed()
  problems.push(...(await bench.check({ truth: kind.truth, mayKeepRemoved })), ...lost())
  await bench.succeed()
  const keepsRemoved = kind.keepsRemoved === 'always'
  problems.push(...(await bench.check({ truth: kind.quietTruth, mayKeepRemoved: keepsRemoved })), ...lost())
  problems.push(...bench.memory.runs().flatMap(judgeRecord))
  return problems.map((problem) => `killed at ${where.join(', then ')}: ${problem}`)
}

/** After the last publish a run only looks at what it did, and closes. */
function isInDanger(mark: Mark | undefined): boolean {
  return mark !== undefined && mark.operation !== 'readStream' && mark.operation !== 'dispose'
}

function judgeRecord({ number, status, error, endedAt }: RunRecord): readonly string[] {
  if (status === 'succeeded') return []
  const isClear = /the process that ran it (went silent; its lease ended|gave up its lease) at/.test(error)
  return status === 'failed' && isClear && endedAt !== null ? [] : [`run ${number} is ${status}: '${error}'`]
}
