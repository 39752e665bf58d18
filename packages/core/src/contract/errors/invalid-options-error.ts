import { hasCode, MillraceError } from './millrace-error.ts'

export interface OptionProblem {
  /** Where in the options: `streams.users.fields.exclude[0]`. */
  readonly path: string
  /** What is wrong, and what is allowed there. */
  readonly message: string
}

/** Options that cannot be used. Lists every problem at once. */
export class InvalidOptionsError extends MillraceError {
  readonly problems: readonly OptionProblem[]

  constructor(problems: readonly OptionProblem[]) {
    super({
      code: 'invalid_options',
      message:
        problems.length === 1 && problems[0] !== undefined
          ? `invalid option ${inText(problems[0])}`
          : `${problems.length} invalid options:\n${problems.map((problem) => `- ${inText(problem)}`).join('\n')}`,
    })
    this.problems = problems
  }

  static override isInstance(this: void, value: unknown): value is InvalidOptionsError {
    return hasCode(value, 'invalid_options')
  }
}

function inText(problem: OptionProblem): string {
  return problem.path === '' ? problem.message : `${problem.path}: ${problem.message}`
}
