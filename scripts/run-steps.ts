/** What a step came to: whether it is well, and what it printed. */
export interface StepResult {
  readonly isOk: boolean
  readonly output: string
}

export interface Step {
  readonly name: string
  run(): Promise<StepResult>
}

export interface StepReport {
  readonly name: string
  readonly isOk: boolean
  readonly durationInMs: number
}

/**
 * Runs steps one after the other, all of them even when one fails. Prints a line per step, the output of each step that
 * fails, and a summary.
 */
export async function runSteps(steps: readonly Step[], print: (text: string) => void): Promise<readonly StepReport[]> {
  const reports: StepReport[] = []
  const width = Math.max(...steps.map((step) => step.name.length))
  for (const step of steps) {
    const startedAt = performance.now()
    const result = await runStep(step)
    const durationInMs = Math.round(performance.now() - startedAt)
    reports.push({ name: step.name, isOk: result.isOk, durationInMs })
    print(`${result.isOk ? 'ok    ' : 'FAILED'}  ${step.name.padEnd(width)}  ${formatSeconds(durationInMs)}`)
    if (!result.isOk) print(indent(result.output))
  }
  print(summarize(reports))
  return reports
}

async function runStep(step: Step): Promise<StepResult> {
  try {
    return await step.run()
  } catch (error) {
    return { isOk: false, output: error instanceof Error ? (error.stack ?? error.message) : String(error) }
  }
}

function summarize(reports: readonly StepReport[]): string {
  const failed = reports.filter((report) => !report.isOk).map((report) => report.name)
  const total = formatSeconds(reports.reduce((sum, report) => sum + report.durationInMs, 0))
  if (failed.length === 0) return `check: all ${reports.length} steps passed in ${total.trim()}`
  return `check: ${failed.length} of ${reports.length} steps failed in ${total.trim()}: ${failed.join(', ')}`
}

function formatSeconds(durationInMs: number): string {
  return `${(durationInMs / 1000).toFixed(1)} s`.padStart(7)
}

function indent(text: string): string {
  return text.trimEnd().replaceAll(/^/gm, '        ')
}
