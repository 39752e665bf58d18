import { DestinationError } from '@millrace/core/plugin'
import type { FaultScenario } from '../fault-bench/fault-scenarios.ts'
import type { FaultStores } from '../fault-bench/fault-subject.ts'
import { inScenario } from '../fault-bench/in-scenario.ts'
import { markedDestination } from '../fault-bench/marked-destination.ts'
import type { Mark, OnMark } from '../fault-bench/marked-destination.ts'
import { memoryStores } from '../fault-bench/memory-stores.ts'

/** What is tried again inside an attempt of the same run. */
const retried: readonly string[] = ['stage', 'beginAttempt', 'stagePartition', 'changeSchema']

/** Answers of the destination in a run that goes well. */
export function countAnswers(scenario: FaultScenario): Promise<number> {
  return inScenario(memoryStores(), scenario, async (bench) => {
    let answers = 0
    const onMark = (mark: Mark): void => void (answers += isAnswer(mark) ? 1 : 0)
    await bench.succeed({ wrap: (destination) => markedDestination(destination, onMark) })
    return answers
  })
}

/** Loses one answer with an error that may be tried again, then lets a run go on. Answers all that is wrong. */
export function loseAnswer(stores: FaultStores, scenario: FaultScenario, lost: number): Promise<readonly string[]> {
  const { kind } = scenario
  return inScenario(stores, scenario, async (bench) => {
    const loss = loseOnce(lost)
    const { error } = await bench.run({ wrap: (destination) => markedDestination(destination, loss.onMark) })
    const where = loss.where()
    const problems: string[] = []
    const isRetried = kind.synthetic.poison === undefined && retried.includes(where)
    if (isRetried && error !== undefined) problems.push(`the run failed: ${error.message}`)
    const keepsRemoved = kind.keepsRemoved === 'always'
    if (error === undefined) {
      problems.push(...(await bench.check({ truth: kind.quietTruth, mayKeepRemoved: keepsRemoved })))
    } else if (kind.truth !== 'everything') {
      problems.push(...(await bench.check({ truth: kind.truth, mayKeepRemoved: kind.keepsRemoved !== 'never' })))
    }
    await bench.succeed()
    problems.push(...(await bench.check({ truth: kind.quietTruth, mayKeepRemoved: keepsRemoved })))
    return problems.map((problem) => `answer ${lost} of ${where} lost: ${problem}`)
  })
}

/** The same for rows that nothing tells apart: all of them stand once; or none, and the run has failed. */
export function loseAnswerOfAppend(
  stores: FaultStores,
  scenario: FaultScenario,
  lost: number,
): Promise<readonly string[]> {
  return inScenario(stores, scenario, async (bench) => {
    const loss = loseOnce(lost)
    const { error } = await bench.run({ wrap: (destination) => markedDestination(destination, loss.onMark) })
    const { streams } = await bench.inspect()
    const root = streams[0]?.schema.tables[0]
    const stands = root === undefined ? 0 : (await bench.subject.reader.rows(root.name)).length
    const all = bench.world.truthRows().length
    const isRight = stands === all || (stands === 0 && error !== undefined)
    return isRight ? [] : [`answer ${lost} of ${loss.where()} lost: ${stands} of ${all} rows stand`]
  })
}

/** Only answers of what a run can try again: opening a session and closing it come once. */
function isAnswer({ operation, when }: Mark): boolean {
  return when === 'after' && operation !== 'open' && operation !== 'dispose'
}

function loseOnce(lost: number): { readonly onMark: OnMark; readonly where: () => string } {
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
