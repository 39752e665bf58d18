import { DestinationError } from '@millrace/core'
import { expect, test } from 'vitest'
import type { SyntheticOptions } from '../../src/synthetic-source/synthetic-options.ts'
import type { FaultBench } from './support/fault-bench.ts'
import { benchOf, loadKinds, loadOnce } from './support/load-kinds.ts'
import type { LoadKind } from './support/load-kinds.ts'
import { markedDestination } from './support/marked-destination.ts'
import type { Mark } from './support/marked-destination.ts'

interface Scenario {
  readonly name: string
  readonly kind: LoadKind
  readonly synthetic: SyntheticOptions
  readonly hasPrior: boolean
}

/** Loads whose partitions have no point to go on from are read again from their beginning. */
const withoutSavepoints: Readonly<Record<string, LoadKind>> = Object.fromEntries(
  Object.entries(loadKinds)
    .filter(([, { stream }]) => stream.mode === 'full')
    .map(([name, kind]) => [`${name}, without savepoints`, withoutSavepointsOf(kind)]),
)

function withoutSavepointsOf(kind: LoadKind): LoadKind {
  const synthetic = Object.fromEntries(Object.entries(kind.synthetic).filter(([name]) => name !== 'savepointEvery'))
  return { ...kind, synthetic, truth: 'everything' }
}

const scenarios: readonly Scenario[] = Object.entries({ ...loadKinds, ...withoutSavepoints }).flatMap(([name, kind]) =>
  [false, true].map((hasPrior) => ({
    name: `${name}, ${hasPrior ? 'prior rows' : 'first run'}`,
    kind,
    hasPrior,
    synthetic: kind.acknowledges ? { isPruned: true } : {},
  })),
)

test('rows of a stream with neither key nor savepoints are added once, or the run fails', async () => {
  const kind: LoadKind = {
    ...withoutSavepointsOf(loadKinds['full, without a key'] ?? raise()),
    stream: { mode: 'append' },
  }
  const scenario: Scenario = { name: 'append', kind, synthetic: {}, hasPrior: false }
  const total = await countAnswers(scenario)
  for (let lost = 0; lost < total; lost += 1) {
    const bench = await prepare(scenario)
    const { error } = await bench.run({ wrap: (memory) => markedDestination(memory, loseOnce(lost).onMark) })
    const stands = bench.memory.tableNames().includes('entries') ? bench.memory.table('entries').length : 0
    expect(error === undefined ? [14] : [0, 14]).toContain(stands)
  }
  expect(total).toBeGreaterThan(10)
})

test.each(scenarios)('every answer is lost once: $name', { timeout: 60_000 }, async (scenario) => {
  const total = await countAnswers(scenario)
  const violations: string[] = []
  for (let lost = 0; lost < total; lost += 1) violations.push(...(await loseAnswer(scenario, lost)))
  expect(total).toBeGreaterThan(10)
  expect(violations).toEqual([])
})

/** Only answers of what a run can try again: opening a session and closing it come once. */
function isAnswer({ operation, when }: Mark): boolean {
  return when === 'after' && operation !== 'open' && operation !== 'dispose'
}

async function countAnswers(scenario: Scenario): Promise<number> {
  const bench = await prepare(scenario)
  let answers = 0
  const wrap: NonNullable<Parameters<FaultBench['run']>[0]>['wrap'] = (memory) =>
    markedDestination(memory, (mark) => void (answers += isAnswer(mark) ? 1 : 0))
  await bench.succeed({ wrap })
  return answers
}

async function prepare({ kind, synthetic, hasPrior }: Scenario): Promise<FaultBench> {
  const bench = benchOf(kind, synthetic)
  if (hasPrior) await loadOnce(bench, kind)
  return bench
}

/** Loses one answer with an error that may be tried again. */
function loseOnce(lost: number): { readonly onMark: (mark: Mark) => void; readonly where: () => string } {
  let answers = 0
  let where = ''
  const onMark = (mark: Mark): void => {
    if (!isAnswer(mark)) return
    answers += 1
    if (answers - 1 !== lost) return
    where = mark.operation
    throw new DestinationError({ message: 'the connection was cut', isRetryable: true })
  }
  return { onMark, where: () => where }
}

async function loseAnswer(scenario: Scenario, lost: number): Promise<readonly string[]> {
  const { kind } = scenario
  const bench = await prepare(scenario)
  const loss = loseOnce(lost)
  const { error } = await bench.run({ wrap: (memory) => markedDestination(memory, loss.onMark) })
  const where = loss.where()
  const problems: string[] = []
  // What is staged or published inside an attempt is tried again in the same run.
  const isRetried =
    kind.synthetic.poison === undefined && ['stage', 'beginAttempt', 'stagePartition', 'changeSchema'].includes(where)
  if (isRetried && error !== undefined) problems.push(`the run failed: ${error.message}`)
  const keepsRemoved = kind.keepsRemoved === 'always'
  if (error === undefined || kind.truth !== 'everything') {
    const check =
      error === undefined
        ? { truth: kind.quietTruth, mayKeepRemoved: keepsRemoved }
        : { truth: kind.truth, mayKeepRemoved: kind.keepsRemoved !== 'never' }
    problems.push(...(await bench.check(check)))
  }
  await bench.succeed()
  problems.push(...(await bench.check({ truth: kind.quietTruth, mayKeepRemoved: keepsRemoved })))
  return problems.map((problem) => `answer ${lost} of ${where} lost: ${problem}`)
}

function raise(): never {
  throw new Error('there is no such kind')
}
